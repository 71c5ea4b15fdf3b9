import type { Op } from '@fieldfile/protocol'

/*
 * What a record must be after the ops the server took, in the order it took them: the merge table of PROTOCOL.md written a
 * second time, from the table and not from the code. It shares nothing with protocol/src/merge.
 */
export interface By {
  /** The seq of the commit that wrote it. */
  seq: number
  hlc: string
  device: string
}
/** One surviving add of a set's element. */
type Add = Pick<By, 'seq' | 'device'>
interface EventRow {
  id: string
  event: string
  hlc: string
  dseq: number
  n: number
}
/** A conflict copy that must exist. */
export interface Expected {
  opId: string
  field: string
  reason: 'concurrent' | 'deleteLost' | 'editRevived'
  loser: string
  /** Whether it was lost depends on a text that this model leaves open. */
  isMaybe?: boolean
}
export type FieldKind = 'register' | 'text' | 'set' | 'list' | 'immutable'

/** How the fields that the simulation edits merge, by type. Everything else is not looked at. */
export const kinds: Readonly<Record<string, Readonly<Record<string, FieldKind>>>> = {
  account: {
    name: 'register',
    city: 'register',
    phones: 'set',
    businessGoals: 'text',
    goalItems: 'list',
    territoryId: 'register',
    ownerUserId: 'register',
    teamUserIds: 'set',
    events: 'list'
  },
  site: { name: 'register', accountId: 'register', tags: 'set' },
  task: { title: 'register', tags: 'set', checklist: 'list', assigneeUserId: 'register', events: 'list' },
  visit: { objective: 'text', accountId: 'register', ownerUserId: 'register', events: 'list' },
  person: { name: 'register', accountId: 'register', tags: 'set', events: 'list' },
  'person:private': { birthday: 'register', hobbies: 'set' },
  posting: { title: 'register', accountId: 'register', personId: 'immutable' },
  interaction: { subject: 'immutable', accountId: 'register' },
  user: { name: 'register', roles: 'set', territoryIds: 'set' }
}
const appendOnly = new Set(['interaction'])
export const text = (value: unknown): string =>
  typeof value === 'object' ? JSON.stringify(value, sortKeys) : JSON.stringify(value ?? null)
function sortKeys(_: string, value: unknown): unknown {
  if (!value || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

export class ModelRecord {
  readonly type: string
  readonly created: By
  deleted = false
  /** Registers and texts, as canonical JSON. */
  readonly values = new Map<string, string>()
  readonly sets = new Map<string, Map<string, Add[]>>()
  readonly lists = new Map<string, string[]>()
  readonly events: EventRow[] = []
  /** Who last changed each field. */
  readonly last = new Map<string, By>()
  /** The merge of two long texts is not told by this model: what it may have left open is read from the server. */
  isTextOpen = false

  constructor(type: string, created: By) {
    this.type = type
    this.created = created
  }
  copy(): ModelRecord {
    const made = new ModelRecord(this.type, this.created)
    made.deleted = this.deleted
    made.isTextOpen = this.isTextOpen
    for (const [name, value] of this.values) made.values.set(name, value)
    for (const [name, set] of this.sets) made.sets.set(name, new Map(set))
    for (const [name, list] of this.lists) made.lists.set(name, [...list])
    made.events.push(...this.events)
    for (const [name, by] of this.last) made.last.set(name, by)
    return made
  }
  by = (field: string): By => this.last.get(field) ?? this.created
}

/** Which version of a field, and of the record for a deletion, the author had seen. */
export type Seen = (field: string) => number

/** Lays one op over a record. `by` is its author, with the seq of the commit. Answers the record and what must be kept. */
export function lay(
  before: ModelRecord | null,
  op: Op,
  by: By,
  seen: Seen
): { record: ModelRecord | null; changed: boolean; losers: Expected[] } {
  if (!before && op.kind === 'delete') return { record: null, changed: false, losers: [] }
  const record = before?.copy() ?? new ModelRecord(op.type, by)
  const losers: Expected[] = []
  const lose = (field: string, reason: Expected['reason'], loser: string): void =>
    void losers.push({ opId: op.opId, field, reason, loser, isMaybe: record.isTextOpen && field === '@deleted' })
  const knew = (field: string): boolean => {
    const last = record.by(field)
    return last.seq <= seen(field) || last.device === by.device
  }
  if (op.kind === 'delete') {
    if (record.deleted) return { record, changed: false, losers }
    const fields = ['*', ...record.last.keys()]
    const isLost = fields.some((field) => !knew(field === '*' ? '@created' : field))
    if (isLost || record.isTextOpen) lose('@deleted', 'deleteLost', 'true')
    if (isLost) return { record, changed: false, losers }
    record.deleted = true
    record.last.set('@deleted', by)
    return { record, changed: true, losers }
  }
  let changed = before === null
  if (record.deleted) {
    if (!op.reverts) lose('@deleted', 'editRevived', 'true')
    record.deleted = false
    record.last.set('@deleted', by)
    changed = true
  }
  if (before && appendOnly.has(op.type)) return { record, changed, losers }
  for (const [field, change] of Object.entries(op.fields)) {
    const kind = kinds[op.type]?.[field]
    if (!kind) continue
    const outcome =
      'append' in change
        ? layRows(record, field, change.append, op, by)
        : 'value' in change
          ? layValue(record, field, kind, text(change.value), by, knew(field), before === null, lose)
          : laySet(record, field, change, by, seen(field))
    if (!outcome) continue
    changed = true
    if (before) record.last.set(field, by)
  }
  return { record, changed, losers }
}

function layValue(
  record: ModelRecord,
  field: string,
  kind: FieldKind,
  value: string,
  by: By,
  knew: boolean,
  creating: boolean,
  lose: (field: string, reason: Expected['reason'], loser: string) => void
): boolean {
  const current = record.values.get(field) ?? 'null'
  if (!creating && kind === 'immutable' && current !== 'null') return false
  if (!creating && current === value) return false
  const isEmpty = current === 'null' && !record.last.has(field)
  if (!creating && kind === 'text' && !isEmpty) {
    record.isTextOpen = true
    return true
  }
  if (!creating && !knew && !isEmpty) {
    // The later clock wins, the device decides a tie, and the other value is kept.
    const isLater = by.hlc > record.by(field).hlc
    lose(field, 'concurrent', isLater ? current : value)
    if (!isLater) return false
  }
  record.values.set(field, value)
  return true
}

function laySet(
  record: ModelRecord,
  field: string,
  { add = [], remove = [] }: { add?: unknown[]; remove?: unknown[] },
  by: By,
  seen: number
): boolean {
  const set = new Map(record.sets.get(field))
  const unseen = (adds: readonly Add[]): Add[] => adds.filter((a) => a.seq > seen && a.device !== by.device)
  let changed = false
  for (const element of remove.map(text)) {
    const adds = set.get(element)
    if (!adds) continue
    const left = unseen(adds)
    if (left.length > 0) set.set(element, left)
    else set.delete(element)
    changed ||= left.length < adds.length
  }
  for (const element of add.map(text)) {
    const adds = set.get(element)
    const now = [{ seq: by.seq, device: by.device }, ...unseen(adds ?? [])]
    changed ||= text(adds) !== text(now)
    set.set(element, now)
  }
  record.sets.set(field, set)
  return changed
}

function layRows(record: ModelRecord, field: string, rows: readonly { id: string }[], op: Op, by: By): boolean {
  const list = record.lists.get(field) ?? []
  const fresh = rows.flatMap((row, n) => (list.includes(row.id) ? [] : [{ row, n }]))
  record.lists.set(field, [...list, ...fresh.map(({ row }) => row.id)])
  if (field === 'events')
    for (const { row, n } of fresh)
      record.events.push({
        id: row.id,
        event: (row as unknown as EventRow).event,
        hlc: by.hlc,
        dseq: op.dseq,
        n
      })
  return fresh.length > 0
}

/** The states of a task, each event with the states it may start from and where it leads (DOMAIN, E-36). */
const taskTable: Readonly<Record<string, readonly [from: readonly string[], to: string]>> = {
  open: [['-'], 'open'],
  start: [['open', 'waiting'], 'inProgress'],
  wait: [['open', 'inProgress'], 'waiting'],
  resume: [['waiting'], 'inProgress'],
  complete: [['open', 'inProgress', 'waiting', 'cancelled'], 'done'],
  cancel: [['open', 'inProgress', 'waiting'], 'cancelled'],
  reopen: [['done', 'cancelled'], 'open'],
  remind: [['open', 'inProgress', 'waiting'], '=']
}
/** The state of a task, from its events in whatever order they came. */
export function taskState(events: readonly EventRow[]): { status: string; reopenCount: number; reminderCount: number } {
  let status = '-'
  const counts = { reopen: 0, remind: 0 }
  const key = (e: EventRow): string => `${e.hlc}|${String(e.dseq).padStart(9, '0')}|${String(e.n).padStart(4, '0')}`
  for (const { event } of events.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))) {
    const [from, to] = taskTable[event]!
    if (!from.includes(status)) continue
    if (event === 'reopen' || event === 'remind') counts[event]++
    if (to !== '=') status = to
  }
  return { status, reopenCount: counts.reopen, reminderCount: counts.remind }
}
