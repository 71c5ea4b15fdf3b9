import {
  canonical,
  metaOf,
  tick,
  type FieldChange,
  type Hlc,
  type Op,
  type RecordType,
  type Row
} from '@fieldfile/protocol'
import { WriteRefused } from './errors.ts'
import type { Change } from './messages.ts'

export interface Author {
  userId: string
  device: string
  zone: string
  schema: number
  newId(): string
  now(): number
  /** What the wall clock is corrected by for the order of ops: milliseconds the server is ahead. */
  clockOffset(): number
}

/** The device's counters, taken by one op after the other. */
export interface Counters {
  nextDseq: number
  lastHlc: Hlc | null
}

/** What the author had before their eyes. */
export interface Seen {
  /** The current view: server state with own pending edits. */
  view: Row['body'] | undefined
  /** The server's row: its versions are what was seen. Own pending edits count as seen by their device. */
  base: Row | null
}

/** The next op without fields; its counters are consumed. */
export function nextOp(counters: Counters, author: Author, group: string, about: Pick<Op, 'kind' | 'type' | 'id'>): Op {
  counters.lastHlc = tick(counters.lastHlc, author.now() + author.clockOffset(), author.device)
  return {
    opId: author.newId(),
    dseq: counters.nextDseq++,
    group,
    ...about,
    hlc: counters.lastHlc,
    schema: author.schema,
    fields: {}
  }
}

const encoder = new TextEncoder()
/** Bytes of an op in a push, with the comma behind it. */
export const wireSize = (op: Op): number => encoder.encode(JSON.stringify(op)).length + 1

/** What a change does, field by field. Fields that keep their value are left out. */
export function fieldsOf(
  type: RecordType,
  change: Change,
  seen: Seen,
  creating: boolean,
  author: Author
): Op['fields'] {
  const fields: Op['fields'] = {}
  for (const [name, value] of Object.entries(change.values ?? {})) {
    const begun = change.was && Object.hasOwn(change.was, name) ? { value: change.was[name] ?? null } : undefined
    const made = changeOf(type, name, value ?? null, seen, creating, begun)
    if (made) fields[name] = made
  }
  for (const [name, rows] of Object.entries(change.append ?? {})) {
    if (rows.length > 0) fields[name] = { append: rows.map((row) => ({ id: author.newId(), ...row })) }
  }
  if (change.step) fields['events'] = { append: [eventOf(change.step, author)] }
  if (creating && !type.facet) Object.assign(fields, signature(type, fields, author))
  return fields
}

export function changeOf(
  type: RecordType,
  name: string,
  value: unknown,
  seen: Seen,
  creating: boolean,
  /** What the editor was opened on, where that is known. */
  begun?: { value: unknown }
): FieldChange | null {
  const field = type.fields[name]
  if (!field) throw new WriteRefused('UNKNOWN_FIELD', name)
  const current = seen.view?.[name] ?? null
  const from = begun ? begun.value : current
  const base = seen.base && same(from, current) ? (metaOf(seen.base, name)?.ver ?? 0) : 0
  if (field.type.kind === 'list') throw new WriteRefused('BAD_VALUE', name)
  if (field.type.kind === 'set') {
    if (value !== null && !Array.isArray(value)) throw new WriteRefused('BAD_VALUE', name)
    return setChange(current as unknown[] | null, (value as unknown[] | null) ?? [], base)
  }
  if (same(current, value)) return null
  const change = { value: value as never, base }
  return field.type.kind === 'text' && !creating ? { ...change, was: typeof from === 'string' ? from : '' } : change
}

/** An empty text is no text. */
const same = (a: unknown, b: unknown): boolean => canonical(a === '' ? null : a) === canonical(b === '' ? null : b)

function setChange(before: readonly unknown[] | null, after: readonly unknown[], base: number): FieldChange | null {
  const [old, now] = [
    new Map((before ?? []).map((e) => [canonical(e), e])),
    new Map(after.map((e) => [canonical(e), e]))
  ]
  const add = [...now].filter(([key]) => !old.has(key)).map(([, e]) => e)
  const remove = [...old].filter(([key]) => !now.has(key)).map(([, e]) => e)
  if (add.length === 0 && remove.length === 0) return null
  return {
    ...(add.length > 0 ? { add: add as never } : {}),
    ...(remove.length > 0 ? { remove: remove as never } : {}),
    base
  }
}

export function eventOf(step: NonNullable<Change['step']>, author: Author): { id: string } & Record<string, unknown> {
  return {
    id: author.newId(),
    event: step.event,
    at: { at: step.at ?? new Date(author.now()).toISOString(), zone: author.zone },
    byUserId: author.userId,
    ...(step.reason ? { reason: step.reason } : {}),
    ...(step.args ? { args: step.args } : {}),
    ...(step.position ? { position: step.position } : {}),
    ...(author.clockOffset() === 0 ? {} : { offsetMs: author.clockOffset() })
  }
}

/** Who made it, when, and from where, on creation. */
function signature(type: RecordType, given: Op['fields'], author: Author): Op['fields'] {
  const own = {
    createdAt: { at: new Date(author.now()).toISOString(), zone: author.zone },
    createdBy: author.userId,
    source: 'manual'
  }
  return Object.fromEntries(
    Object.entries(own)
      .filter(([name]) => type.fields[name] && !given[name])
      .map(([name, value]) => [name, { value, base: 0 }])
  )
}
