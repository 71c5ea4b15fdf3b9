import type { FieldChange, IpcCalls, LookupRequest, NetState, RoundReport, Session } from '@fieldfile/protocol'

/** What a person asks to be changed. The worker turns it into ops. */
export interface Change {
  type: string
  /** Absent: a new record, with a new id. */
  id?: string
  kind: 'create' | 'edit' | 'delete'
  /** New values of registers and texts; null clears. Sets: the whole new set, the worker works out add and remove. */
  values?: Record<string, unknown>
  /** Field → the value its editor was opened on. Where it is no longer that, what was written since was not seen. */
  was?: Record<string, unknown>
  /** Rows for append-only lists; the worker gives them ids. */
  append?: Record<string, Record<string, unknown>[]>
  /** A life-cycle step. `at` defaults to now. */
  step?: {
    event: string
    reason?: string
    args?: Record<string, unknown>
    position?: { lat: number; lon: number }
    at?: string
  }
  /** The conflict copy this change settles. */
  settles?: string
}

/** Saved: in the device's durable store; only now is "saved here" shown. */
export interface Saved {
  /** One id for each change, in order. */
  ids: string[]
  /** Names this write for `undo`. */
  group: string
}

/** What a person has to do before the data on this device can be read. */
export interface Lock {
  /** signIn: the keychain is another one; keychain: it does not answer now. */
  needs: 'pin' | 'passphrase' | 'newPassphrase' | 'keychain' | 'signIn'
  /** Why the last attempt failed. */
  code: string | null
  /** Until the next attempt, milliseconds. */
  waitMs: number
}

export interface Status {
  /** locked: see `lock`; loading: reading the local store; ready: queries answer; forgotten: a person destroyed it. */
  phase: 'starting' | 'locked' | 'loading' | 'ready' | 'failed' | 'forgotten'
  /** Ops not yet acknowledged by the server. */
  waiting: number
  refused: number
  conflicts: number
  /** First sync, or a long catch-up: rows applied and an estimate of all. */
  progress: { done: number; total: number } | null
  net: NetState
  error: string | null
  lock?: Lock | null
  /** A PIN or a passphrase is on, so it can be locked. */
  lockable?: boolean
  /** What this start found missing on the disk; not `rebuilding` once the server has sent it anew. */
  found?: Recovery | null
  /** When this device last held all that its user may see, epoch milliseconds; null before the first sync has ended. */
  completedAt?: number | null
}

/** The data key of this device, for the page about storage. */
export interface KeyInfo {
  ageMs: number
  /** Keys that something on the disk may still need: they go when everything has been sealed anew, at the next start. */
  older: number
}

interface Recovery {
  /** Everything is being fetched anew. */
  rebuilding: boolean
  /** Saved edits that nothing on this device has any more. */
  lost: number
  /** A person asked for it; nothing was found damaged by itself. */
  asked?: boolean
}

/** What a look at everything on the disk found. */
export interface CheckReport {
  /** Stored values that were opened: packs, rows, queues. */
  values: number
  /** Of these, those that do not open. */
  damaged: number
  /** There is less than the database's own counts or main's witness say. */
  missing: boolean
  lines: number
  linesDamaged: number
  unsent: number
}

/** What a file with unsent edits holds, before anything of it is taken in. */
export interface UnsentFile {
  count: number
  /** Of these, those that this device has or had already. */
  known: number
  /** When it was written, and whose edits they are. */
  at: number
  user: string
}

/** What is unsent, for a file, and the code that opens it: shown once, stored nowhere. */
export interface SealedUnsent {
  data: string
  code: string
  count: number
}

/** Window → worker: the upkeep of what this device keeps. Each carries an id; the answer repeats it. */
export type UpkeepRequest =
  | { t: 'check'; id: number }
  /** Throws away what does not open and fetches everything anew; what is unsent stays. */
  | { t: 'rebuild'; id: number }
  /** Reads the journal again, after a backup was restored into it. Answers how many unsent edits came back. */
  | { t: 'reload'; id: number }
  | { t: 'backupLines'; id: number }
  | { t: 'sealUnsent'; id: number }
  | { t: 'lookUnsent'; id: number; data: string; code: string }
  | { t: 'takeUnsent'; id: number; data: string; code: string }
  /** Destroys the key, then the data. */
  | { t: 'forget'; id: number }

/** The answer to a lookup; its rows have joined the view by then. */
export interface LookedUp {
  /** Records found, whether this device holds them or not. */
  found: { type: string; id: string }[]
  more: boolean
  /** Server time of the answer, epoch milliseconds. */
  asOf: number
}

/** One unsent or refused op, for the sync screen. */
export interface OutboxEntry {
  opId: string
  dseq: number
  type: string
  id: string
  kind: 'create' | 'edit' | 'delete'
  fields: Record<string, FieldChange>
  at: number
  state: 'waiting' | 'refused'
  code: string | null
  field: string | null
}

/** What the worker asks main for, through the window. */
export type WorkerChannel =
  | `sync.${'hello' | 'push' | 'pull' | 'snapshot' | 'lookup'}`
  | 'session.newDevice'
  | `vault.${'look' | 'open' | 'opened' | 'save' | 'renew' | 'reseal' | 'forget'}`
  | `backup.${'list' | 'read'}`
  | `database.${'opened' | 'deleted' | 'doomed'}`
  | `blobs.${'unlock' | 'lock' | 'rewrap'}`
  | `journal.${'append' | 'read' | 'settle'}`
  | `witness.${'get' | 'set'}`

/** Window → worker. Each carries an id; the answer repeats it. */
export type ToWorker =
  | { t: 'start'; session: Session; zone: string; demo: boolean }
  | { t: 'stop' }
  | { t: 'lock' }
  /** Deletes databases whose key was destroyed. */
  | { t: 'erase'; names: readonly string[] }
  | { t: 'unlock'; id: number; pin: string }
  | { t: 'tryVault'; id: number; renew: boolean }
  | { t: 'changePin'; id: number; old: string | null; pin: string | null }
  | { t: 'rotateKey'; id: number }
  | { t: 'keyInfo'; id: number }
  /** In which the app speaks, so that reminders do too. */
  | { t: 'language'; language: Session['user']['language'] }
  | { t: 'subscribe'; sub: number; query: string; args: unknown }
  | { t: 'unsubscribe'; sub: number }
  | { t: 'write'; id: number; changes: Change[] }
  | { t: 'undo'; id: number; group: string }
  | { t: 'lookup'; id: number; request: LookupRequest }
  | { t: 'outbox'; id: number }
  | { t: 'retryRefused'; id: number; opId: string; values: Record<string, unknown> }
  | { t: 'dropRefused'; id: number; opId: string }
  | { t: 'round' }
  | { t: 'net'; net: NetState }
  | { t: 'netAnswer'; id: number; answer: unknown }
  | UpkeepRequest

/** Worker → window. */
export type FromWorker =
  | { t: 'result'; sub: number; data: unknown }
  | { t: 'queryFailed'; sub: number; message: string }
  | { t: 'status'; status: Status }
  | { t: 'answer'; id: number; ok: true; value: unknown }
  | { t: 'answer'; id: number; ok: false; code: string; field?: string }
  /** A call the window passes on to main. */
  | { t: 'net'; id: number; channel: WorkerChannel; argument: IpcCalls[WorkerChannel]['in'] }
  /** How far a request has come. */
  | { t: 'progress'; id: number; done: number; total: number }
  | { t: 'roundDone'; report: RoundReport }
  | { t: 'syncNow' }
  | { t: 'due'; items: IpcCalls['reminders.set']['in']['items'] }
