import type { RawRecord } from './raw.ts'

/** Writes records one by one into a new store with five indexes; answers the milliseconds it took. */
async function write(records: readonly RawRecord[]): Promise<number> {
  const db = await opened()
  const started = performance.now()
  for (let from = 0; from < records.length; from += 1000) {
    const transaction = db.transaction('records', 'readwrite', { durability: 'relaxed' })
    const store = transaction.objectStore('records')
    for (const record of records.slice(from, from + 1000)) store.put(record)
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error ?? new Error('aborted'))
    })
  }
  const took = performance.now() - started
  db.close()
  return took
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('raw', 1)
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore('records', { keyPath: 'id' })
      for (const index of ['type', 'account', 'owner', 'seq', 'at']) store.createIndex(index, index)
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('not opened'))
  })
}

/** Reads all of them; answers the milliseconds it took. */
async function read(): Promise<number> {
  const started = performance.now()
  const db = await opened()
  const request = db.transaction('records').objectStore('records').getAll()
  await new Promise<void>((resolve, reject) => {
    request.onsuccess = () => resolve()
    request.onerror = () => reject(request.error ?? new Error('not read'))
  })
  const took = performance.now() - started
  db.close()
  return took
}

self.onmessage = ({ data }: MessageEvent<RawRecord[] | 'read'>) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
  void (data === 'read' ? read() : write(data)).then((took) => (self as unknown as Worker).postMessage(took))
}
