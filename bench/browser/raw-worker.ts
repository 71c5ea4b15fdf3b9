import type { RawRecord, StrictPuts, ToRaw } from './raw.ts'

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

/** Puts one value after the other, each on the disk before the next; answers the milliseconds of each. */
async function put({ values, pauseMs, value }: StrictPuts): Promise<number[]> {
  const db = await opened()
  const times: number[] = []
  for (let i = 0; i < values; i++) {
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
    const started = performance.now()
    const transaction = db.transaction('records', 'readwrite', { durability: 'strict' })
    transaction.objectStore('records').put({ id: `strict-${i}`, value })
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error ?? new Error('aborted'))
    })
    times.push(performance.now() - started)
  }
  db.close()
  return times
}

function act(asked: ToRaw): Promise<number | number[]> {
  if (asked === 'read') return read()
  return Array.isArray(asked) ? write(asked) : put(asked)
}

self.onmessage = ({ data }: MessageEvent<ToRaw>) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
  void act(data).then((took) => (self as unknown as Worker).postMessage(took))
}
