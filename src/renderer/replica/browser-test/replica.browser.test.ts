import { newId, type Bridge, type IpcCalls, type IpcEvents, type Row, type Session } from '@fieldfile/protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  connect,
  dropRefused,
  keyInfo,
  lookup,
  outbox,
  retryRefused,
  rotateKey,
  undo,
  write,
  type Connection
} from '../../client/index.ts'
import { FakeVault } from '../../client/testing/fake-vault.ts'
import { subscribe } from '../../client/connection.ts'
import { statusStore } from '../../client/status-store.ts'

/** A real module worker, a real IndexedDB; main and the server are played by the bridge. */
const territory = newId()
let session: Session
let worker: Worker
let connection: Connection
let vault: FakeVault
let calls: { channel: string; argument: unknown }[]
let rows: Row[]
let answers: Partial<Record<keyof IpcCalls, (argument: never) => unknown>>
let events: Map<string, (event: never) => void>
const ends: (() => void)[] = []

const bridge: Bridge = {
  call: async (channel, argument) => {
    calls.push({ channel, argument })
    if (vault.handles(channel)) return vault.answer(channel, argument) as never
    return (await answers[channel]?.(argument as never)) as never
  },
  on: (channel, listener) => {
    events.set(channel, listener)
    return () => events.delete(channel)
  }
}
const emit = <K extends keyof IpcEvents>(channel: K, event: IpcEvents[K]) => events.get(channel)?.(event as never)

function startWorker(): void {
  worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  connection = connect(worker, bridge)
  connection.start(session, { zone: 'Asia/Shanghai' })
}
async function forget(): Promise<void> {
  for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name)
}
function kill(): void {
  worker.terminate()
  connection.dispose()
}
async function watch<T>(
  query: string,
  args: unknown = null
): Promise<{ data(): T | undefined; error(): string | undefined }> {
  let data: T | undefined
  let error: string | undefined
  ends.push(subscribe(query, args, { result: (d) => (data = d as T), closed: () => {}, failed: (e) => (error = e) }))
  await vi.waitFor(() => expect(data ?? error).toBeDefined(), 10_000)
  return { data: () => data, error: () => error }
}
type Listed = { id: string; name: string; city?: string; origin: string }[]
const createAccount = (name: string) =>
  write({
    type: 'account',
    kind: 'create',
    values: { name, ownerUserId: session.user.id, territoryId: territory },
    step: { event: 'register', args: { to: 'prospect' } }
  })
/** The keys that journal lines name. */
const keyIds = () => [...new Set(vault.lines.map(({ data }) => atob(data.slice(0, 16)).slice(4, 12)))]
const row = (name: string, seq: number): Row => ({
  type: 'account',
  id: newId(),
  rootId: null,
  seq,
  deleted: false,
  body: { name, territoryId: territory, ownerUserId: session.user.id },
  meta: { '*': { ver: seq, hlc: `0199a3c2f1e0-0000-${session.device}`, device: newId() } }
})

beforeEach(() => {
  const user = {
    id: newId(),
    login: 'r1',
    name: 'R1',
    roles: ['REP' as const],
    territoryIds: [territory],
    language: 'en' as const
  }
  session = { server: 'https://crm.example.com', tenant: 't', device: newId(), user, remembered: true }
  calls = []
  vault = new FakeVault()
  rows = []
  events = new Map()
  const grants = [`u:${user.id}`, `t:${territory}`]
  let last = 0
  answers = {
    'net.state': () => ({ phase: 'idle', code: null, nextAt: null, lastSyncAt: null, clockOffset: 0 }),
    'sync.hello': () => ({
      ok: true,
      body: {
        epoch: 7,
        lastDseq: last,
        serverTime: 1,
        grants,
        limits: { pushOps: 500, pushBytes: 5e5, pullRows: 2000 }
      }
    }),
    'sync.push': ({ ops }: IpcCalls['sync.push']['in']) => {
      last = ops.at(-1)!.dseq
      return {
        ok: true,
        body: {
          lastDseq: last,
          results: ops.map(({ opId, dseq }) => ({ opId, dseq, status: 'applied', seq: 1_000 + dseq }))
        }
      }
    },
    'sync.pull': ({ cursors }: IpcCalls['sync.pull']['in']) => ({
      ok: true,
      body: {
        epoch: 7,
        grants,
        pages: grants.map((bucket) => ({
          bucket,
          entries: bucket.startsWith('t:')
            ? rows
                .filter((r) => r.seq > (cursors[bucket] ?? 0))
                .map((r) => ({ seq: r.seq, op: 'put', type: r.type, id: r.id, row: r }))
            : [],
          next: Math.max(0, ...rows.map((r) => r.seq))
        })),
        ackDseq: 0,
        complete: true,
        remaining: 0,
        serverTime: 2
      }
    })
  }
  startWorker()
})
afterEach(() => {
  for (const end of ends.splice(0)) end()
  kill()
  return forget()
})

const done = () =>
  vi.waitFor(
    () => expect(calls.filter((c) => c.channel === 'sync.done').at(-1)?.argument).toMatchObject({ ok: true }),
    10_000
  )

describe('the real worker', () => {
  test('[I3] what was saved is there after the worker was killed at once', async () => {
    for (let i = 0; i < 20; i++) await createAccount(`客户${i}`)
    const { group } = await createAccount('最后一家')
    kill()
    startWorker()
    const accounts = await watch<Listed>('test.accounts')
    await vi.waitFor(() => expect(accounts.data()).toHaveLength(21), 10_000)
    const entries = await outbox()
    expect(entries.map((e) => e.dseq)).toEqual(Array.from({ length: 21 }, (_, i) => i + 1))
    // Also what it takes to take it back.
    await undo(group)
    await vi.waitFor(() => expect(accounts.data()).toHaveLength(20))
  })

  test('[I3] killed amid writes: all that were answered are there, in dense order', async () => {
    const saved: string[] = []
    const running = Array.from({ length: 200 }, (_, i) =>
      createAccount(`公司${i}`).then(
        ({ ids }) => saved.push(ids[0]!),
        () => {}
      )
    )
    await vi.waitFor(() => expect(saved.length).toBeGreaterThan(10), { timeout: 10_000, interval: 1 })
    kill()
    await Promise.all(running)
    startWorker()
    const accounts = await watch<Listed>('test.accounts')
    const ids = new Set(accounts.data()!.map((a) => a.id))
    expect(saved.filter((id) => !ids.has(id))).toEqual([])
    const entries = await outbox()
    expect(entries.map((e) => e.dseq)).toEqual(entries.map((_, i) => i + 1))
  })

  test('[I5] rows and cursors of a round are there after a kill, and are not fetched twice', async () => {
    rows = Array.from({ length: 1_500 }, (_, i) => row(`公司${i}`, i + 1))
    emit('sync.round', { reason: 'test' })
    await done()
    kill()
    startWorker()
    const accounts = await watch<Listed>('test.accounts')
    expect(accounts.data()).toHaveLength(1_500)
    calls = []
    emit('sync.round', { reason: 'test' })
    await done()
    const pull = calls.find((c) => c.channel === 'sync.pull')!.argument as IpcCalls['sync.pull']['in']
    expect(pull.cursors[`t:${territory}`]).toBe(1_500)
  })

  test('[I3] all that was saved is there from the journal alone, and from the database alone', async () => {
    for (let i = 0; i < 5; i++) await createAccount(`客户${i}`)
    kill()
    await forget()
    startWorker()
    expect((await outbox()).map((e) => e.dseq)).toEqual([1, 2, 3, 4, 5])
    await createAccount('第六家')
    // The database is written behind the journal.
    await watch<Listed>('test.accounts')
    await vi.waitFor(async () => {
      const { lines } = vault
      kill()
      vault.lines = []
      startWorker()
      const there = (await outbox()).length
      if (there < 6) vault.lines = lines
      expect(there).toBe(6)
    }, 10_000)
    expect(vault.lines).toHaveLength(6)
  })

  test('a new key on demand: everything is sealed anew behind it', async () => {
    await createAccount('旧钥匙')
    expect(await keyInfo()).toMatchObject({ older: 0 })
    const [old] = keyIds()
    expect(await rotateKey()).toMatchObject({ older: 1 })
    await createAccount('新钥匙')
    expect(keyIds()).toHaveLength(2)
    await vi.waitFor(() => expect(keyIds()).toHaveLength(1), 20_000)
    expect(keyIds()).not.toContain(old)
    kill()
    startWorker()
    expect((await outbox()).map((e) => e.dseq)).toEqual([1, 2])
    expect((await watch<Listed>('test.accounts')).data()).toHaveLength(2)
  })

  test('a first sync of 29,000 records; after a new start history is read when its account is opened', async () => {
    const make = (type: string, root: string, n: number): Row => ({
      ...row('', ++seq),
      type,
      rootId: root,
      body: { accountId: root, subject: `${n}` }
    })
    let seq = 0
    const roots: string[] = []
    for (let i = 0; i < 1_000; i++) {
      const account = row(`公司${i}`, ++seq)
      roots.push(account.id)
      rows.push({ ...account, rootId: account.id })
      for (let n = 0; n < 28; n++) rows.push(make(n < 3 ? 'person' : n < 8 ? 'visit' : 'interaction', account.id, n))
    }
    const usual = answers['sync.pull']!
    answers['sync.pull'] = (argument: IpcCalls['sync.pull']['in']) => {
      const { ok, body } = usual(argument as never) as {
        ok: true
        body: { pages: { bucket: string; entries: { seq: number }[]; next: number }[]; complete: boolean }
      }
      const page = body.pages.find(({ bucket }) => bucket.startsWith('t:'))!
      body.complete = page.entries.length <= 1_000
      page.entries = page.entries.slice(0, 1_000)
      page.next = page.entries.at(-1)?.seq ?? page.next
      return { ok, body }
    }
    emit('sync.round', { reason: 'test' })
    await vi.waitFor(
      () => expect(calls.filter((c) => c.channel === 'sync.done').at(-1)?.argument).toMatchObject({ ok: true }),
      60_000
    )
    kill()
    startWorker()
    expect((await watch<Listed>('test.accounts')).data()).toHaveLength(1_000)
    const opened = await watch<string[]>('test.timeline', { accountId: roots[7] })
    expect(opened.data()!.toSorted()).toEqual(Array.from({ length: 20 }, (_, n) => `${n + 8}`).toSorted())
    // A change of a record that was not read yet is one of the record as it stands.
    const late = rows.find((r) => r.type === 'interaction' && r.rootId === roots[9])!
    rows = [{ ...late, seq: 40_000, body: { ...late.body, subject: 'late' } }]
    emit('sync.round', { reason: 'test' })
    await done()
    const changed = await watch<string[]>('test.timeline', { accountId: roots[9] })
    await vi.waitFor(() => expect(changed.data()).toContain('late'), 5_000)
    expect(changed.data()).toHaveLength(20)
  }, 90_000)

  test('a screen follows writes and pages; what it cannot send is an error, not silence', async () => {
    const accounts = await watch<Listed>('test.accounts')
    const saved = await createAccount('重庆长安')
    await vi.waitFor(() => expect(accounts.data()).toMatchObject([{ id: saved.ids[0], origin: 'device' }]))
    expect((await watch<string[]>('test.search', { text: 'cqca' })).data()).toEqual(saved.ids)
    rows = [row('来自服务器', 5)]
    emit('sync.round', { reason: 'test' })
    await vi.waitFor(() => expect(accounts.data()).toHaveLength(2), 5_000)
    expect((await watch('test.unsendable')).error()).toMatch(/clone/i)
    expect((await watch('test.nowhere')).error()).toMatch(/test.nowhere/)
  })

  test('a write that is not accepted rejects with its code and field', async () => {
    await expect(
      write({ type: 'account', kind: 'create', values: {}, step: { event: 'register', args: { to: 'prospect' } } })
    ).rejects.toMatchObject({ code: 'REQUIRED', field: 'name' })
  })

  test('refused: kept, corrected, sent again, dropped', async () => {
    answers['sync.push'] = ({ ops }: IpcCalls['sync.push']['in']) => ({
      ok: true,
      body: {
        lastDseq: ops.at(-1)!.dseq,
        results: ops.map(({ opId, dseq }) => ({ opId, dseq, status: 'refused', code: 'BAD_VALUE', field: 'name' }))
      }
    })
    await createAccount('不对')
    emit('sync.round', { reason: 'test' })
    await done()
    const [refused] = await outbox()
    expect(refused).toMatchObject({ state: 'refused', code: 'BAD_VALUE', field: 'name' })
    await retryRefused(refused!.opId, { name: '改好了' })
    const [again] = await outbox()
    expect(again).toMatchObject({ state: 'waiting', fields: { name: { value: '改好了' } } })
    emit('sync.round', { reason: 'test' })
    await vi.waitFor(async () => expect(await outbox()).toMatchObject([{ state: 'refused', dseq: 2 }]), 5_000)
    await vi.waitFor(() => expect(statusStore.getState()).toMatchObject({ refused: 1, waiting: 0 }))
    await dropRefused((await outbox())[0]!.opId)
    expect(await outbox()).toEqual([])
  })

  test('without a network a lookup says so; a failed round is reported with its code', async () => {
    answers['sync.lookup'] = () => ({ ok: false, error: { code: 'OFFLINE' } })
    await expect(lookup({ type: 'account', q: 'x' })).rejects.toMatchObject({ code: 'OFFLINE' })
    answers['sync.hello'] = () => Promise.reject(new Error('the bridge is gone'))
    emit('sync.round', { reason: 'test' })
    await vi.waitFor(() =>
      expect(calls.at(-1)).toEqual({
        channel: 'sync.done',
        argument: { ok: false, code: 'IPC_REFUSED', retryAfterMs: null, more: false }
      })
    )
  })
})
