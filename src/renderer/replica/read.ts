import type { Field, Role, Row } from '@fieldfile/protocol'

/**
 * What a query may read. Queries are pure functions of the replica, written with their feature and run in the worker,
 * which re-runs those whose inputs were touched and posts what changed.
 */
export interface ReadDb {
  /** The record's current view, server state with pending edits on top; undefined if absent or deleted. */
  get<B = Record<string, unknown>>(type: string, id: string): Rec<B> | undefined
  /** All live records of a type, in no particular order. */
  all<B = Record<string, unknown>>(type: string): Rec<B>[]
  /** Records whose indexed field (`index: true`, a reference, or a set of them) equals or contains `value`. */
  where<B = Record<string, unknown>>(type: string, field: string, value: string): Rec<B>[]
  /** Records found by name, pinyin, initials, phone digits, code; best first. */
  search(types: readonly string[], text: string, limit: number): Hit[]
  /** Epoch milliseconds, minute resolution: a query that reads it is re-run each minute. */
  now(): number
  /** What this device knows of the record's edits. */
  state(type: string, id: string): RecordState
  readonly user: Me
}

export interface Me {
  id: string
  name: string
  roles: readonly Role[]
  territoryIds: readonly string[]
  zone: string
}

/** A record as queries see it. */
export interface Rec<B = Record<string, unknown>> {
  readonly type: string
  readonly id: string
  readonly rootId: string | null
  readonly body: Readonly<B>
  readonly meta: Row['meta']
  readonly seq: number
  /** `server`: looked up online, not held by this device. */
  readonly origin: 'device' | 'server'
}

export interface Hit {
  type: string
  id: string
  /** Which field matched and how. */
  field: string
  how: 'exact' | 'prefix' | 'word' | 'pinyin' | 'initials' | 'digits' | 'fuzzy'
}

export interface RecordState {
  /** Fields with an edit that has not reached the server. */
  unsent: readonly string[]
  /** Fields whose edit was refused, with the code; the value is kept. */
  refused: Readonly<Record<string, { code: string; value: unknown }>>
  /** Open conflict copies of this record: field → conflict id. */
  conflicts: Readonly<Record<string, string>>
  /** May the user edit this field here? */
  mayEdit(field: string, definition?: Field): boolean
  mayDelete: boolean
  /** May the user take this step of the life cycle, from whatever state? */
  mayStep(event: string): boolean
}

export interface Query<A, R> {
  readonly name: string
  readonly run: (db: ReadDb, args: A) => R
}

/** Declares a query. The name is how the window asks for it, so it is unique: `<noun>.<what>`. */
export function defineQuery<A, R>(name: string, run: (db: ReadDb, args: A) => R): Query<A, R> {
  return { name, run }
}
