import type { FieldChange, IpcCalls, LookupRequest, NetState, RoundReport, Session } from '@fieldfile/protocol'

/** What a person asks to be changed. The worker turns it into ops. */
export interface Change {
  type: string
  /** Absent: a new record, with a new id. */
  id?: string
  kind: 'create' | 'edit' | 'delete'
  /** New values of registers and texts; null clears. Sets: the whole new set, the worker works out add and remove. */
  values?: Record<string, unknown>
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
  /** locked: see `lock`; loading: reading the local store; ready: queries answer. */
  phase: 'starting' | 'locked' | 'loading' | 'ready' | 'failed'
  /** Ops not yet acknowledged by the server. */
  waiting: number
  refused: number
  conflicts: number
  /** First sync, or a long catch-up: rows applied and an estimate of all. */
  progress: { done: number; total: number } | null
  net: NetState
  error: string | null
  lock?: Lock | null
  /** What this start found missing on the disk; not `rebuilding` once the server has sent it anew. */
  found?: { rebuilding: boolean; lost: number } | null
}

/** The data key of this device, for the page about storage. */
export interface KeyInfo {
  ageMs: number
  /** Keys that something on the disk may still need: they go when everything has been sealed anew, at the next start. */
  older: number
}

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
  | `sync.${'hello' | 'push' | 'pull' | 'lookup'}`
  | 'session.newDevice'
  | `vault.${'look' | 'open' | 'opened' | 'save' | 'renew' | 'reseal'}`
  | `backup.${'list' | 'read'}`
  | `database.${'opened' | 'deleted'}`
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

/** Worker → window. */
export type FromWorker =
  | { t: 'result'; sub: number; data: unknown }
  | { t: 'queryFailed'; sub: number; message: string }
  | { t: 'status'; status: Status }
  | { t: 'answer'; id: number; ok: true; value: unknown }
  | { t: 'answer'; id: number; ok: false; code: string; field?: string }
  /** A call the window passes on to main. */
  | { t: 'net'; id: number; channel: WorkerChannel; argument: IpcCalls[WorkerChannel]['in'] }
  | { t: 'roundDone'; report: RoundReport }
  | { t: 'syncNow' }
  | { t: 'due'; items: IpcCalls['reminders.set']['in']['items'] }
