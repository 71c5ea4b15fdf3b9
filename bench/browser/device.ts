import type { Row } from '@fieldfile/protocol'
import { connect, type Connection } from '../../src/renderer/client/index.ts'
import { subscribe } from '../../src/renderer/client/connection.ts'
import type { FakeVault } from '../../src/renderer/client/testing/fake-vault.ts'
import { Main } from './main.ts'
import { readRaw, writeRaw } from './raw.ts'
import { fetchAll, signIn, type Server } from './server.ts'
import { LongTasks } from './long-tasks.ts'

/** A window with the app's own client and worker. Its steps are called one by one by `device.ts` outside. */
class Device {
  readonly tasks = new LongTasks()
  #server!: Server
  #vault: FakeVault | undefined
  #main!: Main
  #worker!: Worker
  #connection!: Connection

  async signIn(login: string, password: string): Promise<void> {
    this.#server = await signIn(login, password)
    this.#vault = undefined
  }

  /** Starts the worker; milliseconds until all hot records answer a query, and until a search is answered. */
  async start(types: readonly string[]): Promise<{ ms: number; searchMs: number; counts: Record<string, number> }> {
    const { session, device } = this.#server
    this.#main = new Main(session.tokens.access, this.#vault)
    this.#vault = this.#main.vault
    const started = performance.now()
    this.#worker = new Worker(new URL('./replica-worker.ts', import.meta.url), { type: 'module' })
    this.#connection = connect(this.#worker, this.#main.bridge)
    const { tenant, user } = session
    this.#connection.start(
      { server: location.origin, tenant, device, user, remembered: true },
      { zone: 'Asia/Shanghai' }
    )
    const counts = await this.ask<Record<string, number>>('bench.count', types)
    const ms = performance.now() - started
    return { ms, searchMs: ms + (await this.timed('accounts.search', { text: '江南4321号' })), counts }
  }
  stop(): void {
    this.closeList()
    this.#connection.dispose()
    this.#worker.terminate()
    this.#main.end()
  }

  /** The first answer of a query, in ms. */
  async timed(query: string, args: unknown): Promise<number> {
    const started = performance.now()
    await this.ask(query, args)
    return performance.now() - started
  }
  ask<T>(query: string, args: unknown): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = subscribe(query, args, {
        result: (data) => {
          resolve(data as T)
          queueMicrotask(() => end())
        },
        failed: (message) => reject(new Error(message)),
        closed: () => {}
      })
    })
  }

  /** The list of customers stays open from now on. */
  #endList: () => void = () => {}
  closeList(): void {
    this.#endList()
  }
  openList(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#endList = subscribe(
        'accounts.list',
        { english: false },
        {
          result: () => resolve(),
          failed: (message) => reject(new Error(message)),
          closed: () => {}
        }
      )
    })
  }

  /** Files of the accounts with the most history, each opened for the first time. */
  async openAccounts(count: number): Promise<number[]> {
    const { rows } = await this.ask<{ rows: { id: string; name: string }[] }>('accounts.list', { english: false })
    const first = new Set(Array.from({ length: count }, (_, i) => `江南${i}号精密机械制造有限公司`))
    const times: number[] = []
    for (const { id } of rows.filter(({ name }) => first.has(name)))
      times.push(await this.timed('accounts.file', { id, english: false }))
    if (times.length !== count) throw new Error(`${times.length} of ${count} accounts found`)
    return times
  }
  /** Searched once, so that what searching needs is there. */
  searched = (): Promise<unknown> => this.ask('accounts.search', { text: '江南4321号' })

  /** As an analysis does that streams over all history. */
  readAll = (): Promise<unknown> => this.ask('bench.count', ['interaction'])

  /** Resolves when the worker has nothing left to do for the disk. */
  async tidied(): Promise<void> {
    while ((await untidy()) > 0) await new Promise((resolve) => setTimeout(resolve, 500))
  }

  sync = (): Promise<void> => this.#main.round()

  /** One round, until the change of a contact has reached a query. */
  async syncUntilSeen(contact: string): Promise<number> {
    let seen!: () => void
    let isFirst = true
    const first = Promise.withResolvers<void>()
    const changed = new Promise<void>((resolve) => (seen = resolve))
    const end = subscribe('bench.title', contact, {
      result: () => {
        if (!isFirst) return seen()
        isFirst = false
        first.resolve()
      },
      failed: (message) => first.reject(new Error(message)),
      closed: () => {}
    })
    await first.promise
    const started = performance.now()
    await Promise.all([this.sync(), changed])
    const took = performance.now() - started
    end()
    return took
  }

  /** The same records in raw IndexedDB, one value each: milliseconds to read those of some types. */
  async raw(types: readonly string[]): Promise<{ readMs: number; records: number }> {
    const rows = (await fetchAll(this.#server)).filter(({ type }: Row) => types.includes(type))
    await writeRaw(rows)
    return { readMs: await readRaw(), records: rows.length }
  }
}

/** Values in the largest database that upkeep has still to write. */
async function untidy(): Promise<number> {
  let [most, left] = [-1, 0]
  for (const { name } of await indexedDB.databases()) {
    if (!name?.startsWith('fieldfile-')) continue
    const db = await answer(indexedDB.open(name))
    const hot = await answer(db.transaction('hot').objectStore('hot').count())
    const large = await answer(db.transaction('history').objectStore('history').index('small').count(0))
    const search = await answer(
      db.transaction('meta').objectStore('meta').count(IDBKeyRange.bound('search/', 'search/~'))
    )
    db.close()
    if (hot > most) [most, left] = [hot, large + (search > 0 ? 0 : 1)]
  }
  return left
}
const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('not read'))
  })

export type { Device }
Object.assign(globalThis, { device: new Device() })
