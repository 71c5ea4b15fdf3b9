import {
  applyOp,
  type Bridge,
  type IpcCalls,
  type IpcEvents,
  type NetState,
  type Op,
  type OpResult,
  type PullRequest,
  type PushRequest,
  type Row,
  type Session,
  type Settings
} from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import { FakeVault } from '../../client/testing/fake-vault.ts'
import { defaults } from '../../features/settings/index.ts'

type Listener = (event: never) => void
export type Calls = { -readonly [K in keyof IpcCalls]?: (argument: IpcCalls[K]['in']) => IpcCalls[K]['out'] }

export const userId = '01990000-0000-7000-8000-00000000aaaa'
export const deviceId = '01990000-0000-7000-8000-00000000dddd'
const bucket = `u:${userId}`

export const session: Session = {
  server: 'https://crm.example.com',
  tenant: 'qilan',
  device: deviceId,
  remembered: true,
  user: { id: userId, login: 'tang.yue', name: '唐岳', roles: ['REP'], territoryIds: [], language: 'zh-CN' }
}

/** Main and a server of one bucket, in memory: what the window needs to run whole. */
export class FakeBridge implements Bridge {
  readonly log: string[] = []
  readonly vault = new FakeVault()
  settings: Settings = { ...defaults, server: session.server }
  session: Session | null = null
  net: NetState = { phase: 'idle', code: null, nextAt: null, lastSyncAt: null, clockOffset: 0 }
  /** Answers that differ from the usual. */
  calls: Calls = {}
  /** Refuses an op by code. */
  refuse: (op: Op) => string | null = () => null
  readonly #rows = new Map<string, Row>()
  readonly #listeners = new Map<string, Set<Listener>>()
  #seq = 0
  #lastDseq = 0

  /** A record as the server has it. */
  put(
    type: string,
    id: string,
    body: Record<string, unknown>,
    by: { user: string; at?: number } = { user: userId }
  ): void {
    const hlc = `${(by.at ?? Date.now()).toString(16).padStart(12, '0')}-0000-01990000-0000-7000-8000-00000000eeee`
    const meta = { '*': { ver: ++this.#seq, hlc, device: hlc.slice(18), user: by.user } }
    this.#rows.set(id, { type, id, rootId: null, seq: this.#seq, deleted: false, body, meta })
  }
  row = (id: string): Row | undefined => this.#rows.get(id)

  emit<K extends keyof IpcEvents>(channel: K, event: IpcEvents[K]): void {
    for (const listener of this.#listeners.get(channel) ?? []) listener(event as never)
  }
  setNet(net: Partial<NetState>): void {
    this.net = { ...this.net, ...net }
    this.emit('net.state', this.net)
  }
  on<K extends keyof IpcEvents>(channel: K, listener: (event: IpcEvents[K]) => void): () => void {
    const all = this.#listeners.get(channel) ?? new Set()
    this.#listeners.set(channel, all.add(listener as Listener))
    return () => void all.delete(listener as Listener)
  }
  async call<K extends keyof IpcCalls>(channel: K, argument: IpcCalls[K]['in']): Promise<IpcCalls[K]['out']> {
    this.log.push(channel)
    const own = this.calls[channel]
    const usual = () =>
      this.vault.handles(channel) ? this.vault.answer(channel, argument) : this.#usual(channel, argument)
    return (own ? own(argument) : usual()) as IpcCalls[K]['out']
  }

  #usual(channel: keyof IpcCalls, argument: unknown): unknown {
    switch (channel) {
      case 'app.info':
        return { version: '0.1.0', platform: 'linux', electron: '45.4.1', standIn: true, demo: null }
      case 'session.current':
        return this.session
      case 'session.signIn':
        this.session = session
        return { ok: true, body: session }
      case 'session.signOut':
        this.session = null
        return null
      case 'settings.get':
        return this.settings
      case 'settings.set':
        this.settings = { ...this.settings, ...(argument as Partial<Settings>) }
        return this.settings
      case 'net.state':
        return this.net
      case 'sync.now':
        this.#roundSoon()
        return null
      case 'sync.done': {
        const report = argument as IpcCalls['sync.done']['in']
        if (report.ok) this.setNet({ lastSyncAt: Date.now() })
        // Asked for while a round was running, as main does.
        if (report.more) this.#roundSoon()
        return null
      }
      case 'sync.hello':
        return {
          ok: true,
          body: {
            epoch: 1,
            lastDseq: this.#lastDseq,
            serverTime: Date.now(),
            grants: [bucket],
            limits: { pushOps: 500, pushBytes: 524_288, pullRows: 2000 }
          }
        }
      case 'sync.push':
        return { ok: true, body: this.#push(argument as PushRequest) }
      case 'sync.pull':
        return { ok: true, body: this.#pull(argument as PullRequest) }
      case 'sync.lookup':
        return { ok: true, body: { rows: [], more: false, asOf: Date.now() } }
      default:
        return null
    }
  }

  #roundSoon(): void {
    if (this.net.phase !== 'offline') setTimeout(() => this.emit('sync.round', { reason: 'test' }), 0)
  }

  #push({ ops }: PushRequest) {
    const results = ops.map((op): OpResult => {
      this.#lastDseq = op.dseq
      const code = this.refuse(op)
      if (code) return { opId: op.opId, dseq: op.dseq, status: 'refused', code, field: Object.keys(op.fields)[0] }
      const seq = ++this.#seq
      const { row } = applyOp(types.get(op.type)!, this.#rows.get(op.id) ?? null, op, seq, userId)
      this.#rows.set(op.id, { ...row, seq })
      return { opId: op.opId, dseq: op.dseq, status: 'applied', seq }
    })
    return { results, lastDseq: this.#lastDseq }
  }

  #pull({ cursors }: PullRequest) {
    const entries = [...this.#rows.values()]
      .filter((row) => row.seq > (cursors[bucket] ?? 0))
      .map((row) => ({ seq: row.seq, op: 'put', type: row.type, id: row.id, row }))
      .toSorted((a, b) => a.seq - b.seq)
    return {
      epoch: 1,
      grants: [bucket],
      pages: [{ bucket, entries, next: this.#seq }],
      ackDseq: this.#lastDseq,
      complete: true,
      remaining: 0,
      serverTime: Date.now()
    }
  }
}
