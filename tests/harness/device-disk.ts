import type { Vault } from '@fieldfile/protocol'
import type { Page } from 'playwright'
import type { Changed } from '../../src/renderer/replica/packs/changes.ts'
import { unpack, type Packed } from '../../src/renderer/replica/packs/contents.ts'
import type { StoredRow } from '../../src/renderer/replica/store.ts'
import { fromBase64 } from '../../src/renderer/replica/vault/bytes.ts'
import { unwrap } from '../../src/renderer/replica/vault/keyring.ts'
import { createSealer } from '../../src/renderer/replica/vault/sealer.ts'

/** Ids of one type in the device's own database, read with the key that main and the keychain give to the worker. */
export async function storedIds(page: Page, wanted: string): Promise<string[]> {
  const { keyFile, secret } = await page.evaluate(() =>
    (globalThis as unknown as { fieldfile: { call(channel: string, argument: null): Promise<Vault> } }).fieldfile.call(
      'vault.open',
      null
    )
  )
  const sealer = await createSealer(await unwrap(keyFile!, { secret, pin: null }))
  const tables = await page.evaluate(dump, `fieldfile-${sealer.opaque('database')}`)
  const rows = new Map<string, StoredRow | null>()
  for (const table of ['hot', 'history'] as const) {
    for (const { k, body } of tables[table]) {
      const packed = await sealer.open<Packed[]>(table, k, fromBase64(body))
      for (const row of unpack(packed)) rows.set(`${row.type}/${row.id}`, row)
    }
  }
  for (const { k, body } of tables.overlay) {
    const { type, id, stored } = await sealer.open<Changed>('overlay', k, fromBase64(body))
    rows.set(`${type}/${id}`, stored)
  }
  return [...rows.values()].flatMap((row) => (row?.type === wanted ? row.id : []))
}

/** Runs in the page: the sealed values as they lie in the database. */
async function dump(name: string) {
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- what runs in the page brings all it needs
  const answer = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((done, fail) => {
      request.addEventListener('success', () => done(request.result))
      request.addEventListener('error', () => fail(request.error ?? new Error('no store')))
    })
  const db = await answer(indexedDB.open(name))
  const table = async (of: string): Promise<{ k: string; body: string }[]> => {
    const values = (await answer(db.transaction(of).objectStore(of).getAll())) as { k: string; body: Uint8Array }[]
    return values.map(({ k, body }) => {
      let binary = ''
      for (const byte of body) binary += String.fromCharCode(byte)
      return { k, body: btoa(binary) }
    })
  }
  const [hot, history, overlay] = [await table('hot'), await table('history'), await table('overlay')]
  db.close()
  return { hot, history, overlay }
}
