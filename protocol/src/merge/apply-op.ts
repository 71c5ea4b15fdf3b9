import type { RecordType } from '../entity.ts'
import type { Field } from '../fields.ts'
import { fold, guardedFields, type LifeEvent } from '../life-cycle.ts'
import type { FieldChange, Op } from '../op.ts'
import { metaOf, type FieldMeta, type Row } from '../row.ts'
import { changeSet } from './sets.ts'
import { mergeText } from './text.ts'

/** The loser of a concurrent edit, kept so that a person can bring it back (rules I3, I20). */
export interface Loser {
  field: string
  reason: 'concurrent' | 'deleteLost' | 'editRevived'
  winner: unknown
  loser: unknown
  /** What both started from, where the op says it: long text. */
  original?: string
  /** Author of the losing value. */
  loserMeta: Omit<FieldMeta, 'el'>
  winnerMeta: Omit<FieldMeta, 'el'>
}

export interface Applied {
  row: Row
  changed: boolean
  losers: Loser[]
}

const deletion = '@deleted'

/**
 * Applies one op to a record: the only merge there is (rule I12). The server calls it with the new version; a device
 * calls it to lay its pending ops over the server's state, so both compute the same result. Pure; `row` is not changed.
 * The op must have passed `checkOp`. `row` is null for a record that does not exist yet.
 */
export function applyOp(type: RecordType, row: Row | null, op: Op, ver: number, user?: string): Applied {
  const device = op.hlc.slice(18)
  const author: FieldMeta = { ver, hlc: op.hlc, device, ...(user ? { user } : {}) }
  const next: Row = row
    ? { ...row, body: { ...row.body }, meta: { ...row.meta } }
    : { type: op.type, id: op.id, rootId: null, seq: 0, deleted: false, body: {}, meta: { '*': author } }
  const losers: Loser[] = []
  let changed = row === null

  if (op.kind === 'delete') return row ? applyDelete(type, next, op, author) : { row: next, changed: false, losers }

  if (row?.deleted) {
    if (!op.reverts) losers.push(loser(deletion, 'editRevived', false, true, next.meta[deletion] ?? author, author))
    next.deleted = false
    next.meta[deletion] = author
    changed = true
  }
  // A correction of an append-only record is a new record; its body never changes (rule I15).
  if (row && type.entity.appendOnly) return { row: next, changed, losers }

  for (const [name, change] of Object.entries(op.fields)) {
    const field = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined
    if (!field) continue
    if ('append' in change) changed = appendRows(next, name, change, op, author, row === null) || changed
    else if ('value' in change) {
      const outcome = setValue(next, name, field, change, author, row === null)
      if (outcome) changed = changed || outcome === 'changed' || outcome.changed
      if (outcome && outcome !== 'changed') losers.push(outcome.loser)
    } else changed = changeSet(next, name, change, author, row === null) || changed
  }
  if ('events' in op.fields && type.entity.lifeCycle) refold(type, next)
  return { row: next, changed, losers }
}

const seenBy = (meta: FieldMeta, base: number, author: FieldMeta): boolean =>
  meta.ver <= base || meta.device === author.device
function strip(meta: FieldMeta): Omit<FieldMeta, 'el'> {
  const { el, ...rest } = meta
  return el ? rest : meta
}
function loser(
  field: string,
  reason: Loser['reason'],
  winner: unknown,
  lost: unknown,
  lostBy: FieldMeta,
  wonBy: FieldMeta
): Loser {
  return { field, reason, winner, loser: lost, loserMeta: strip(lostBy), winnerMeta: strip(wonBy) }
}
const same = (a: unknown, b: unknown): boolean => a === b || canonical(a) === canonical(b)
/** JSON with sorted keys, so that PostgreSQL's jsonb key order makes no difference. */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const members = Object.keys(value)
    .filter((key) => (value as Record<string, unknown>)[key] !== undefined)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonical((value as Record<string, unknown>)[key])}`)
  return `{${members.join(',')}}`
}

function setValue(
  row: Row,
  name: string,
  field: Field,
  change: Extract<FieldChange, { value: unknown }>,
  author: FieldMeta,
  creating: boolean
): 'changed' | { loser: Loser; changed: boolean } | null {
  const write = (value: unknown = change.value): void => {
    row.body[name] = value
    if (!creating) row.meta[name] = author
  }
  const meta = metaOf(row, name)
  const current = row.body[name] ?? null
  if (creating) return (write(), 'changed')
  if (field.merge === 'immutable' && current !== null) return null
  if (same(current, change.value)) return null
  const text = field.merge === 'text' ? textOf(change) : null
  // A text of the same device may hold what others wrote and a merge put into it: there only the text itself counts as seen.
  const seen =
    !meta || (text ? meta.ver <= change.base || same(current ?? '', text.was) : seenBy(meta, change.base, author))
  if (seen) return (write(), 'changed')
  // A field nobody has filled yet has nothing to lose.
  if (current === null && !row.meta[name]) return (write(), 'changed')
  const merged = text && typeof current === 'string' ? mergeText(text.value, text.was, current) : null
  if (merged !== null && fits(field, merged)) return (write(merged), same(current, merged) ? null : 'changed')
  const original = text && { original: text.was }
  if (author.hlc > meta.hlc) {
    const lost = { ...loser(name, 'concurrent', change.value, current, meta, author), ...original }
    write()
    return { loser: lost, changed: true }
  }
  return {
    loser: { ...loser(name, 'concurrent', current, change.value, author, meta), ...original },
    changed: false
  }
}

/** A change of long text that says what it started from. */
const textOf = ({ value, was }: Extract<FieldChange, { value: unknown }>) =>
  was !== undefined && (typeof value === 'string' || value === null) ? { value: value ?? '', was } : null

const fits = ({ type }: Field, text: string): boolean => type.kind === 'text' && text.length <= type.max

function appendRows(
  row: Row,
  name: string,
  change: Extract<FieldChange, { append: unknown }>,
  op: Op,
  author: FieldMeta,
  creating: boolean
): boolean {
  const rows = (row.body[name] as { id: string }[] | undefined | null) ?? []
  const known = new Set(rows.map((r) => r.id))
  const fresh: { id: string }[] = []
  for (const [n, added] of change.append.entries()) {
    if (known.has(added.id)) continue
    known.add(added.id)
    fresh.push(name === 'events' ? { ...added, hlc: author.hlc, device: author.device, dseq: op.dseq, n } : added)
  }
  if (fresh.length === 0) return false
  row.body[name] = [...rows, ...fresh]
  if (!creating) row.meta[name] = author
  return true
}

/** Sets the guarded fields from the record's events (rule I16). */
function refold(type: RecordType, row: Row): void {
  const cycle = type.entity.lifeCycle
  if (!cycle) return
  const folded = fold(cycle, (row.body['events'] as LifeEvent[] | undefined) ?? [])
  row.body[cycle.field] = folded.state
  // What no event sets any more goes: a fact that was taken back leaves no time behind.
  for (const name of guardedFields(cycle)) {
    if (Object.hasOwn(folded.set, name)) row.body[name] = folded.set[name]
    else delete row.body[name]
  }
  for (const [name, event] of Object.entries(cycle.counts ?? {})) row.body[name] = folded.counts[event] ?? 0
}

function applyDelete(type: RecordType, row: Row, op: Op, author: FieldMeta): Applied {
  if (row.deleted) return { row, changed: false, losers: [] }
  const base = op.base ?? 0
  // A score the server recomputed is nobody's edit.
  const unseen = Object.entries(row.meta).find(
    ([name, meta]) => type.fields[name]?.merge !== 'derived' && !seenBy(meta, base, author)
  )
  if (unseen) return { row, changed: false, losers: [loser(deletion, 'deleteLost', false, true, author, unseen[1])] }
  row.deleted = true
  row.meta[deletion] = author
  return { row, changed: true, losers: [] }
}
