import { isErrorCode, newId, type NetState, type RecordType, type RoundReport, type Session } from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import { protoVersion, schemaVersion } from '@fieldfile/protocol/version'
import { z } from 'zod'
import { watchDue } from './due.ts'
import { WriteRefused } from './errors.ts'
import { guards } from './guards.ts'
import type { FromWorker, Lock, Status, ToWorker, UpkeepRequest, WorkerChannel } from './messages.ts'
import { deleteDatabase } from './packs/database.ts'
import { adoptSingleRows } from './packs/migrations/10-single-rows.ts'
import { openPackStore, type OpenStore } from './packs/pack-store.ts'
import { noNet, Replica, type AnyQuery } from './replica.ts'
import type { Store } from './store.ts'
import type { Answer } from './conversation.ts'
import { unsentOf, Upkeep, type OpenUpkeep } from './upkeep/upkeep.ts'
import { askMain, mainJournal, mainWitness } from './vault/main.ts'
import { KeyUpkeep, watchKeys } from './vault/upkeep.ts'
import { Unreadable } from './vault/sealer.ts'
import { Vault, type Open, type Outcome } from './vault/vault.ts'
import type { Guard } from './writer.ts'

/** Where messages come from and go to: a worker's `self`, or one end of a MessageChannel. */
export interface Scope {
  postMessage(message: FromWorker): void
  onmessage: ((event: MessageEvent<ToWorker>) => unknown) | null
}

/** What the worker takes from outside; each has a usual value. */
export interface WorkerDeps {
  types?: ReadonlyMap<string, RecordType>
  versions?: { proto: number; schema: number }
  guards?: readonly Guard[]
  /** Instead of main's vault and the database it opens. */
  openStore?(userId: string, now: () => number): Store
  newId?(): string
  now?(): number
}

type Start = Extract<ToWorker, { t: 'start' }>
type Unlocking = Extract<ToWorker, { t: 'unlock' | 'tryVault' | 'changePin' | 'rotateKey' | 'keyInfo' }>

const notReady: RoundReport = { ok: false, code: 'NOT_READY', retryAfterMs: null, more: false }
const answered = new Set<ToWorker['t']>(['write', 'undo', 'lookup', 'outbox', 'retryRefused', 'dropRefused'])

/** The worker that owns the data: routes the window's messages to the replica of the signed-in user. */
export function startReplica({
  queries,
  scope,
  deps = {}
}: {
  queries: readonly AnyQuery[]
  scope: Scope
  deps?: WorkerDeps
}): void {
  // The content security policy forbids what zod would probe for.
  z.config({ jitless: true })
  const now = deps.now ?? Date.now
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
  const post = (message: FromWorker): void => scope.postMessage(message)
  const calls = new Map<number, (answer: Answer) => void>()
  /** Asked while the store of a user is being changed for another's; null when no user is expected. */
  let early: ToWorker[] | null = null
  /** Counts who comes and goes: a start that was overtaken while it waited goes no further. */
  let turn = 0
  let closing: Promise<void> = Promise.resolve()
  let replica: Replica | null = null
  let stopDue: (() => void) | null = null
  /** The app's; until it is told, that of the person. */
  let language: Session['user']['language'] | null = null
  let net: NetState | null = null
  let lastCall = 0

  /** Whose data is open, or will be. */
  let begun: Start | null = null
  /** What a person is asked for before it opens. */
  let lock: Lock | null = null
  let lockable = false
  /** The one that was opened last. */
  let database = ''
  /** What the store was opened with, as long as it is open. */
  let opened: Open | null = null
  let last: Status | null = null
  /** It is fetched anew because a person wanted it. */
  let isAsked = false
  let upkeep: Upkeep | null = null

  const send = (channel: WorkerChannel, argument: unknown): Promise<Answer> =>
    new Promise((resolve) => {
      const id = ++lastCall
      calls.set(id, resolve)
      post({ t: 'net', id, channel, argument: argument as never })
    })
  const ask = askMain(send)
  const vault = new Vault(ask, now)
  const keys = watchKeys({ isBusy: () => replica?.isSyncing ?? true })

  async function start(message: Start): Promise<void> {
    stop([])
    begun = message
    const mine = turn
    // The same person's data may be opened again: what is still being saved of it must be there by then.
    await closing
    if (mine !== turn) return
    const { openStore } = deps
    if (openStore) return run(message, openStore(message.session.user.id, now))
    await proceed(message, mine, await vault.begin())
  }

  /** On with what the vault said: open the data, or let a person be asked. */
  async function proceed(message: Start, mine: number, outcome: Outcome): Promise<void> {
    if (mine !== turn || replica) return
    lock = outcome.lock
    if (lock) return post({ t: 'status', status: lockedStatus(lock) })
    const { sealer } = outcome.open!
    // On a full disk the data must open all the same.
    database = nameOf(outcome.open!)
    await ask('database.opened', { name: database }).catch(() => {})
    if (mine !== turn || replica) return
    const store = storeOf(outcome.open!)
    await adoptSingleRows(message.session.user.id, store.adopt)
    if (mine !== turn || replica) return store.close()
    keys.begin(new KeyUpkeep({ vault, sealer, store, ask }))
    await run(message, store)
  }
  function storeOf(open: Open): OpenStore {
    lockable = open.lockable
    const { sealer } = open
    const [journal, witness] = [mainJournal(ask), mainWitness(ask)]
    upkeep = new Upkeep({ name: database, sealer, journal, witness })
    opened = open
    return openPackStore(database, { sealer, now, newId: deps.newId ?? newId, journal, witness })
  }

  function tellStatus(status: Status): void {
    last = status
    const found = status.found && isAsked ? { ...status.found, asked: true } : status.found
    post({ t: 'status', status: { ...status, found, lockable } })
  }
  async function run({ session, zone }: Start, store: Store): Promise<void> {
    const mine = turn
    const made: Replica = new Replica({
      types: deps.types ?? types,
      versions: deps.versions ?? { proto: protoVersion, schema: schemaVersion },
      guards: deps.guards ?? guards,
      queries,
      store,
      transport: send,
      session,
      zone,
      newId: deps.newId ?? newId,
      now,
      // Whoever left has nothing more to say.
      onStatus: (status) => mine === turn && tellStatus(status),
      onSyncWanted: () => post({ t: 'syncNow' })
    })
    replica = made
    const asked = early ?? []
    early = null
    if (net) made.setNet(net)
    for (const message of asked) receive(message)
    try {
      await made.open()
    } catch (error) {
      if (mine === turn) throw error
    }
    if (mine === turn) watch(made, language ?? session.user.language)
  }

  function watch(r: Replica, speaks: Session['user']['language']): void {
    stopDue?.()
    stopDue = watchDue(r, speaks, (items) => post({ t: 'due', items }))
  }

  /** Closes what is open. `next` gathers what is asked meanwhile; null: nobody comes. */
  function stop(next: ToWorker[] | null, keepsKey = false): void {
    turn++
    begun = null
    lock = null
    opened = null
    upkeep = null
    stopDue?.()
    stopDue = null
    keys.end()
    isAsked = false
    if (!keepsKey) vault.close()
    const old = replica
    replica = null
    if (old) closing = closing.then(() => old.close())
    const asked = early ?? []
    early = next
    // Main waits for the end of its one round: whoever comes next runs it.
    for (const message of asked)
      if (message.t === 'round') receive(message)
      else decline(message)
  }
  /** Drops the key and everything it opened. */
  async function shut(): Promise<void> {
    const message = begun
    if (!lockable || !replica || !message) return
    stop([])
    begun = message
    lock = { needs: 'pin', code: null, waitMs: 0 }
    post({ t: 'status', status: lockedStatus(lock) })
    const mine = turn
    await closing
    await proceed(message, mine, await vault.begin())
  }
  async function unlock(message: Unlocking): Promise<void> {
    const [mine, waiting] = [turn, begun]
    const give = (value: unknown): void => post({ t: 'answer', id: message.id, ok: true, value })
    if (message.t === 'changePin') {
      const failure = await vault.changePin(message.old, message.pin)
      if (!failure) {
        lockable = message.pin !== null
        if (last && replica) tellStatus(last)
      }
      keys.soon()
      return give(failure)
    }
    if (message.t === 'rotateKey') {
      await vault.rotate()
      keys.soon()
    }
    if (message.t === 'rotateKey' || message.t === 'keyInfo') return give(vault.info())
    if (!waiting || replica) return give(null)
    const outcome = await (message.t === 'unlock' ? vault.unlock(message.pin) : vault.begin(message.renew))
    give(outcome.lock)
    await proceed(waiting, mine, outcome)
  }

  async function erase(names: readonly string[]): Promise<void> {
    if (names.includes(database)) stop(null)
    await closing
    for (const name of names) {
      await deleteDatabase(name)
      await ask('database.deleted', { name })
    }
  }
  /** Closes the store and opens it again with the same key. Answers how many unsent edits it has that it had not. */
  async function reopen(asked: boolean, between: (upkeep: Upkeep) => Promise<void>): Promise<number> {
    const [message, open, keeper, before] = [begun, opened, upkeep, replica]
    if (!message || !open || !keeper || !before) throw new WriteRefused('NOT_READY')
    stop([], true)
    begun = message
    const mine = turn
    await closing
    const had = unsentOf(before)
    // Also where that failed the person gets their data back.
    const failure = await between(keeper).then(
      () => null,
      (error: unknown) => error ?? new Error('failed')
    )
    if (mine !== turn) throw new WriteRefused('NOT_READY')
    const store = storeOf({ ...open, lockable })
    keys.begin(new KeyUpkeep({ vault, sealer: open.sealer, store, ask }))
    isAsked = asked
    await run(message, store)
    post({ t: 'syncNow' })
    if (failure !== null) throw failure
    return replica ? [...unsentOf(replica)].filter((opId) => !had.has(opId)).length : 0
  }
  /** The wrapped key first, as main does it; then the databases it closed. Before that the store is let go of. */
  async function forget(): Promise<void> {
    if (!begun) throw new WriteRefused('NOT_READY')
    stop(null)
    await closing
    await ask('vault.forget', {})
    await erase((await ask('database.doomed', null)).names)
    post({ t: 'status', status: { ...quiet, phase: 'forgotten' } })
  }
  /** What is asked of the store as a whole. */
  function tend(message: UpkeepRequest): void {
    const { id, t } = message
    const onProgress = (done: number, total: number): void => post({ t: 'progress', id, done, total })
    const answer =
      t === 'forget'
        ? forget()
        : t === 'rebuild'
          ? reopen(true, (keeper) => keeper.distrust(onProgress))
          : t === 'reload'
            ? reopen(false, async () => {})
            : replica && upkeep
              ? upkeep.run(message as OpenUpkeep, replica, onProgress)
              : Promise.reject(new WriteRefused('NOT_READY'))
    answer.then(
      (value: unknown) => post({ t: 'answer', id, ok: true, value }),
      (error: unknown) => post({ t: 'answer', id, ok: false, ...codeOf(error) })
    )
  }

  function decline(message: ToWorker): void {
    if ('id' in message) post({ t: 'answer', id: message.id, ok: false, code: 'NOT_READY' })
    else if (message.t === 'round') post({ t: 'roundDone', report: notReady })
  }

  async function round(r: Replica): Promise<void> {
    const report = await r.opened
      .then(() => r.round())
      .catch(() => ({ ok: false, code: 'STORAGE_FAILED', retryAfterMs: null, more: false }))
    if (r === replica) post({ t: 'roundDone', report })
    // Main waits for whoever is here now, not for whoever left.
    else receive({ t: 'round' })
  }

  function receive(message: ToWorker): void {
    switch (message.t) {
      case 'start':
        return void start(message).catch((error: unknown) => post({ t: 'status', status: failed(error) }))
      case 'erase':
        return void erase(message.names).catch(() => {})
      case 'stop':
        return stop(null)
      case 'lock':
        return void shut().catch((error: unknown) => post({ t: 'status', status: failed(error) }))
      case 'unlock':
      case 'tryVault':
      case 'changePin':
      case 'rotateKey':
      case 'keyInfo':
        return void unlock(message).catch((error: unknown) =>
          post({ t: 'answer', id: message.id, ok: false, ...codeOf(error) })
        )
      case 'check':
      case 'rebuild':
      case 'reload':
      case 'backupLines':
      case 'sealUnsent':
      case 'lookUnsent':
      case 'takeUnsent':
      case 'forget':
        return tend(message)
      case 'netAnswer':
        calls.get(message.id)?.(message.answer as Answer)
        calls.delete(message.id)
        return
      case 'unsubscribe':
        replica?.engine.unsubscribe(message.sub)
        if (early) early = early.filter((m) => m.t !== 'subscribe' || m.sub !== message.sub)
        return
      case 'language':
        language = message.language
        if (replica && stopDue) watch(replica, language)
        return
      case 'net':
        net = message.net
        return replica?.setNet(message.net)
      default:
    }
    const r = replica
    if (!r) {
      // A person is away: nothing is to pile up until they are back.
      const waits = early && !(lock && ('id' in message || message.t === 'round'))
      return void (waits ? early!.push(message) : decline(message))
    }
    switch (message.t) {
      case 'subscribe': {
        const { sub } = message
        r.subscribe(
          sub,
          message.query,
          message.args,
          (data) => post({ t: 'result', sub, data }),
          (text) => post({ t: 'queryFailed', sub, message: text })
        )
        return
      }
      case 'round':
        return void round(r)
      default:
        if (!answered.has(message.t)) return
        void act(message, r).then(
          (value) => post({ t: 'answer', id: message.id, ok: true, value }),
          (error: unknown) => post({ t: 'answer', id: message.id, ok: false, ...codeOf(error) })
        )
    }
  }
  scope.onmessage = ({ data }) => receive(data)
}

/** Runs what the window waits for, and answers it. */
async function act(message: Extract<ToWorker, { id: number }>, r: Replica): Promise<unknown> {
  await r.opened
  switch (message.t) {
    case 'write':
      return r.write(message.changes)
    case 'undo':
      return r.undo(message.group)
    case 'lookup':
      return r.lookup(message.request)
    case 'outbox':
      return r.outbox()
    case 'retryRefused':
      return r.retryRefused(message.opId, message.values)
    case 'dropRefused':
      return r.dropRefused(message.opId)
    default:
      return undefined
  }
}

const nameOf = ({ sealer }: Pick<Open, 'sealer'>): string => `fieldfile-${sealer.opaque('database')}`

function codeOf(error: unknown): { code: string; field?: string } {
  if (error instanceof Unreadable) return { code: error.why === 'newer' ? 'APP_TOO_OLD' : 'KEY_UNKNOWN' }
  if (!(error instanceof WriteRefused))
    return { code: error instanceof Error && isErrorCode(error.message) ? error.message : 'STORAGE_FAILED' }
  return error.field === undefined ? { code: error.code } : { code: error.code, field: error.field }
}

const quiet: Omit<Status, 'phase'> = {
  waiting: 0,
  refused: 0,
  conflicts: 0,
  progress: null,
  net: noNet,
  error: null
}
const failed = (error: unknown): Status => ({ ...quiet, phase: 'failed', error: codeOf(error).code })
const lockedStatus = (lock: Lock): Status => ({ ...quiet, phase: 'locked', lock })
