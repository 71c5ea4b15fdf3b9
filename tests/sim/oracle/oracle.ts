import { isDeepStrictEqual } from 'node:util'
import type { Op, Row } from '@fieldfile/protocol'
import type { Memory } from '../../../src/renderer/replica/memory.ts'
import { keyOf, type RecordRow, type Tables } from '../memory-db.ts'
import { difference, fromRow } from './compare.ts'
import { lay, kinds, text, type By, type Expected, type ModelRecord } from './records.ts'
import { isOwnersOnly, visibleTo } from './scope.ts'

/** A rule of PROTOCOL.md that does not hold. */
export class Broken extends Error {
  constructor(rule: string, what: string) {
    super(`[${rule}] ${what}`)
    this.name = 'Broken'
  }
}

interface Saved {
  op: Op
  device: string
  /** The seq of the server's row that lay before the author's eyes. */
  seen: number
  /** A text as it was in view. */
  was: ReadonlyMap<string, string>
}
interface State {
  records: Map<string, ModelRecord>
  /** Every answer, by device and dseq. */
  noted: Map<string, string>
  applied: Map<string, Op>
  expected: Map<string, Expected>
  /** Conflict copies that the server's own writing leaves. */
  own: number
  lastSeq: number
}
const copyState = (s: State): State => ({
  records: new Map(s.records),
  noted: new Map(s.noted),
  applied: new Map(s.applied),
  expected: new Map(s.expected),
  own: s.own,
  lastSeq: s.lastSeq
})

const maxAheadMs = 5 * 60_000
const hex = (n: number, width: number): string => n.toString(16).padStart(width, '0')
/** PROTOCOL, "HLC": the server takes a clock at most five minutes ahead of its own. */
function received(hlc: string, device: string, at: number): string {
  const ms = Number.parseInt(hlc.slice(0, 12), 16)
  return ms > at + maxAheadMs ? `${hex(at + maxAheadMs, 12)}-ffff-${device}` : hlc.slice(0, 18) + device
}
const tokensOf = (value: unknown): string[] => (typeof value === 'string' ? (value.match(/\bt\d+\b/g) ?? []) : [])

/** What everybody saved and what the server must hold because of it. Shares no code with merge, rebase and scope. */
export class Oracle {
  #state: State
  readonly saved = new Map<string, Saved>()
  readonly #bodies = new Map<string, string>()
  /** Per device and field: the value last saved there and what it replaced (rule I11). */
  readonly #shown = new Map<string, Map<string, { opId: string; value: string; before: string }>>()
  /** Values that come back on purpose, by an undo of whomever. */
  readonly #broughtBack = new Set<string>()
  /** What happened, so that a run that proves nothing is noticed. */
  readonly counts: Record<string, number> = {}

  constructor(state?: State) {
    this.#state = state
      ? copyState(state)
      : { records: new Map(), noted: new Map(), applied: new Map(), expected: new Map(), own: 0, lastSeq: 0 }
  }
  state = (): State => copyState(this.#state)
  /** The server was put back to what it was: what it took since then is not there any more. */
  goBack(state: State, seq: number): void {
    this.#state = { ...copyState(state), lastSeq: seq }
  }
  count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1
  }

  // --- what is told
  /** The device said "saved". `before` is its view before the write. */
  save(device: string, memory: Memory, ops: readonly Op[], before: (op: Op, field: string) => unknown): void {
    const shown = this.#shown.get(device) ?? new Map<string, { opId: string; value: string; before: string }>()
    this.#shown.set(device, shown)
    /** What an earlier op of the group made of a field. */
    const inGroup = new Map<string, unknown>()
    for (const op of ops) {
      const was = new Map<string, string>()
      for (const [field, change] of Object.entries(op.fields)) {
        const kind = kinds[op.type]?.[field]
        if (!('value' in change)) continue
        const at = `${op.type}/${op.id}/${field}`
        const old = inGroup.has(at) ? inGroup.get(at) : before(op, field)
        inGroup.set(at, change.value)
        // A deleted record is not in view; who takes back a write knows what it wrote.
        const undone = this.saved.get(op.reverts ?? '')?.op.fields[field]
        if (kind === 'text') was.set(field, `${text(old)} ${text(undone)}`)
        if (op.reverts) {
          shown.delete(at)
          this.#broughtBack.add(`${at}=${text(change.value)}`)
        }
        // Only of values that were never written before can it be said where they come from.
        else if (kind === 'register' && /^"v\d+"$/.test(text(change.value)))
          shown.set(at, { opId: op.opId, value: text(change.value), before: text(old) })
      }
      this.saved.set(op.opId, { op, device, seen: memory.rowOf(op.type, op.id)?.seq ?? 0, was })
      this.count(`saved ${op.kind}${op.reverts ? ' undo' : ''}`)
    }
  }

  /** The server committed a push. `ops` are as they were sent. */
  pushed(tables: Tables, device: string, ops: readonly Op[], at: number): void {
    const touched = new Set<string>()
    const seenAnswers: string[] = []
    for (const op of [...ops].toSorted((a, b) => a.dseq - b.dseq)) {
      const slot = `${device}/${op.dseq}`
      const result = tables.result.get(slot)
      const answer = result && `${result.op_id} ${result.status} at ${result.seq}`
      const before = this.#state.noted.get(slot)
      if (!result || before === answer) continue
      if (before) throw new Broken('I2', `dseq ${op.dseq} was answered with ${before}, and then with ${answer}`)
      this.#state.noted.set(slot, answer!)
      seenAnswers.push(slot)
      this.count(result.code ? `refused ${result.code}` : result.status)
      if (result.status === 'refused' && !result.content) throw new Broken('I3', `refused ${op.opId} lost its content`)
      if (result.status !== 'applied') continue
      if (this.#state.applied.has(op.opId)) throw new Broken('I2', `op ${op.opId} took effect twice`)
      this.#state.applied.set(op.opId, op)
      const key = keyOf(op.type, op.id)
      const by: By = { seq: tables.record.get(key)?.seq ?? 0, hlc: received(op.hlc, device, at), device }
      this.#lay(key, op, by, this.#seen(op))
      touched.add(key)
    }
    if (seenAnswers.length === 0 && tables.seq > this.#state.lastSeq)
      throw new Broken('I2', 'a push that was answered before has changed records again')
    this.#checkCommit(tables, touched)
    const { last_dseq } = tables.device.get(device)!
    if (seenAnswers.length > 0 && !tables.result.has(`${device}/${last_dseq}`))
      throw new Broken('I4', `last_dseq ${last_dseq} has no answer`)
  }

  /** The server wrote by itself: it has seen everything. */
  wrote(tables: Tables, ops: readonly Op[]): void {
    const touched = new Set<string>()
    for (const op of ops) {
      const key = keyOf(op.type, op.id)
      const row = tables.record.get(key)
      if (!row) continue
      this.#lay(key, op, { seq: row.seq, hlc: op.hlc, device: op.hlc.slice(18) }, () => Number.MAX_SAFE_INTEGER)
      touched.add(key)
    }
    this.#checkCommit(tables, touched)
  }

  /** What the author of an op had seen: the row on the device, unless the op takes something back or is sent again. */
  #seen(op: Op): (field: string) => number {
    const saved = this.saved.get(op.opId)
    if (!saved) throw new Broken('I2', `op ${op.opId} was never saved by anybody`)
    return op.reverts || this.asDeclared.has(op.opId) ? declared(op) : () => saved.seen
  }
  /** Ops whose author meant an older version than the one in view: refused ones that were sent again. */
  readonly asDeclared = new Set<string>()

  #lay(key: string, op: Op, by: By, seen: (field: string) => number): void {
    const { record, losers } = lay(this.#state.records.get(key) ?? null, op, by, seen)
    if (record) this.#state.records.set(key, record)
    for (const one of losers) {
      if (!this.saved.has(one.opId)) this.#state.own++
      else this.#state.expected.set(`${one.opId}/${one.field}`, one)
      this.count(`conflict ${one.reason}`)
    }
  }

  // --- what is checked after a commit
  #checkCommit(tables: Tables, touched: ReadonlySet<string>): void {
    const fresh = [...tables.record.values()].filter(({ seq }) => seq > this.#state.lastSeq)
    const seqs = new Set(fresh.map(({ seq }) => seq))
    if (seqs.size !== fresh.length) throw new Broken('I1', 'two records share a seq')
    if (fresh.some(({ seq }) => seq > tables.seq)) throw new Broken('I1', 'a row is ahead of the head')
    for (const key of touched) {
      const record = this.#state.records.get(key)
      const row = tables.record.get(key)
      if (!record) continue
      if (!row) throw new Broken('I3', `${key} is not there`)
      this.#adopt(record, row)
      const wrong = difference(record, row.deleted, row.body)
      if (wrong) throw new Broken('I3', `${key} on the server: ${wrong}`)
    }
    this.#state.lastSeq = tables.seq
  }
  /** Where the model leaves a text open, it goes on from what the server made of it; `quiet` looks for every word. */
  #adopt(record: ModelRecord, row: RecordRow): void {
    if (!record.isTextOpen) return
    record.isTextOpen = false
    for (const [field, kind] of Object.entries(kinds[record.type] ?? {})) {
      if (kind !== 'text') continue
      record.values.set(field, text(row.body[field]))
      const meta = row.field_meta[field]
      if (meta) record.last.set(field, { seq: meta.ver, hlc: meta.hlc, device: meta.device })
    }
    record.deleted = row.deleted
  }

  // --- what is checked on a device
  /** [I10] the view is the server's row with the own pending ops laid over it; [I11] what was saved stays in view. */
  view(device: string, memory: Memory, refused: (opId: string) => boolean): void {
    for (const entries of memory.pending.values()) {
      const { type, id } = entries[0]!.op
      const row = memory.rowOf(type, id)
      let record = row ? fromRow(row) : null
      for (const { op } of entries) {
        if (!record && op.kind !== 'create') continue
        const by = { seq: Number.MAX_SAFE_INTEGER, hlc: op.hlc, device: op.hlc.slice(18) }
        record = lay(record, op, by, declared(op)).record
      }
      const rec = memory.get(type, id)
      if (!record || (record.isTextOpen && record.deleted !== (rec === undefined))) continue
      if (record.deleted !== (rec === undefined)) throw new Broken('I10', `${type}/${id} is deleted in one view only`)
      const wrong = rec ? difference(record, false, rec.body) : null
      if (wrong) throw new Broken('I10', `${type}/${id} on ${device}: ${wrong}`)
    }
    for (const [at, { opId, value, before }] of this.#shown.get(device) ?? []) {
      const [type, id, field] = at.split('/') as [string, string, string]
      const rec = memory.get(type, id)
      if (!rec) continue
      const now = text(rec.body[field])
      if (now === before && now !== value && !refused(opId) && !this.#broughtBack.has(`${at}=${now}`))
        throw new Broken('I11', `${at} on ${device} went back to ${before} after ${value} was saved`)
      if (now !== value) this.#shown.get(device)!.delete(at)
    }
  }

  /** [I8] the rows of an answer are the user's to see. */
  sent(tables: Tables, user: string, rows: readonly Row[]): void {
    if (rows.length === 0) return
    const visible = visibleTo(tables, user)
    for (const { type, id } of rows)
      if (!visible.has(keyOf(type, id))) throw new Broken('I8', `${type}/${id} was sent to ${user}`)
  }

  /** [I6] [I8] [I9] after `complete` the device holds the server's state of what its user may see, and nothing else. */
  complete(tables: Tables, user: string, memory: Memory): void {
    const visible = visibleTo(tables, user)
    for (const [key, row] of visible) {
      if (tables.unseen.has(row.seq)) continue
      const held = memory.stored(row.type, row.id)
      if (!held) throw new Broken('I6', `${key} is missing on a device of ${user}`)
      if (held.row.seq !== row.seq)
        throw new Broken('I6', `${key} is at ${held.row.seq} on a device of ${user}, at ${row.seq} on the server`)
    }
    for (const rows of memory.base.values())
      for (const { type, id } of rows.values())
        if (!visible.has(keyOf(type, id)) && memory.pendingOf(type, id).length === 0)
          throw new Broken('I8', `${type}/${id} is left on a device of ${user}`)
  }

  /** [I5] what lies behind a cursor is on the disk. */
  cursors(tables: Tables, user: string, memory: Memory, epoch: number): void {
    const { meta } = memory
    if (meta.epoch !== epoch) return
    const visible = visibleTo(tables, user)
    for (const [bucket, cursor] of Object.entries(meta.cursors)) {
      for (const { seq, op, type, id } of tables.entry.get(bucket)?.values() ?? []) {
        if (seq > cursor || op === 'drop' || !visible.has(keyOf(type, id))) continue
        // What is read by its owner only does not come by the territory.
        if (isOwnersOnly(type) && !bucket.startsWith('u:')) continue
        const held = memory.stored(type, id)
        if (!held || held.row.seq < seq || held.in[bucket] === undefined)
          throw new Broken(
            'I5',
            `${type}/${id} at ${seq} lies behind the cursor of ${bucket} at ${cursor} and is not here`
          )
      }
    }
  }

  // --- what is checked when everything has come to rest
  quiet(tables: Tables, devices: readonly { id: string; user: string; memory: Memory }[]): void {
    for (const [key, record] of this.#state.records) {
      const row = tables.record.get(key)
      const wrong = row ? difference(record, row.deleted, row.body) : 'is not there'
      if (wrong) throw new Broken('I3', `${key} on the server: ${wrong}`)
      if (record.type === 'interaction') this.#checkBody(key, row!)
    }
    this.#checkConflicts(tables)
    this.#checkSaved(tables, devices)
    this.#checkTexts(tables)
    const first = new Map<string, { id: string; memory: Memory }>()
    for (const { id, user, memory } of devices) {
      this.complete(tables, user, memory)
      for (const rows of memory.base.values()) {
        for (const held of rows.values()) {
          const row = tables.record.get(keyOf(held.type, held.id))!
          if (!isDeepStrictEqual(held.row.body, row.body) || held.row.deleted !== row.deleted)
            throw new Broken('I6', `${held.type}/${held.id} differs on ${id}`)
          const view = memory.get(held.type, held.id)
          if (!isDeepStrictEqual(view?.body, row.deleted ? undefined : row.body))
            throw new Broken('I10', `${held.type}/${held.id} is shown otherwise on ${id}`)
        }
      }
      const other = first.get(user)
      if (!other) first.set(user, { id, memory })
      else if (text(keysOf(memory)) !== text(keysOf(other.memory)))
        throw new Broken('I7', `${id} and ${other.id} of ${user} differ`)
    }
    for (const device of new Set(devices.map(({ id }) => id))) {
      const { last_dseq } = tables.device.get(device)!
      for (let dseq = 1; dseq <= last_dseq; dseq++)
        if (this.dense && !tables.result.has(`${device}/${dseq}`))
          throw new Broken('I4', `dseq ${dseq} of ${device} has no answer`)
    }
  }
  /** False after a restore, where the first dseq is taken as it comes. */
  dense = true

  #checkBody(key: string, row: RecordRow): void {
    const body = text(row.body)
    if ((this.#bodies.get(key) ?? body) !== body) throw new Broken('I15', `${key} has changed`)
    this.#bodies.set(key, body)
  }

  /** Every loser is kept, and nothing is called a conflict that was none. */
  #checkConflicts(tables: Tables): void {
    const copies = [...tables.record.values()].filter((r) => r.type === 'conflict')
    const left = new Map(this.#state.expected)
    let own = this.#state.own
    for (const { body } of copies) {
      const at = `${body['opId']}/${body['field']}`
      const expected = left.get(at)
      const isText = kinds[String(body['recordType'])]?.[String(body['field'])] === 'text'
      // The server gives its own ops an id that nobody is told.
      if (!expected && !this.saved.has(String(body['opId']))) {
        own--
        continue
      }
      if (!expected && !isText) throw new Broken('I3', `a conflict copy of ${at} that nobody made`)
      if (!expected) continue
      if (
        expected.reason !== body['reason'] ||
        (expected.loser !== text(body['loser']) && expected.field !== '@deleted')
      )
        throw new Broken('I3', `the copy of ${at} keeps ${text(body['loser'])} and not ${expected.loser}`)
      left.delete(at)
    }
    if (own !== 0) throw new Broken('I3', `${own} of the server's own conflict copies are missing`)
    for (const [at, { loser, isMaybe }] of left)
      if (!isMaybe) throw new Broken('I3', `${loser}, which lost in ${at}, is in no conflict copy`)
  }

  /** Every op that was ever saved has an end, and the refused ones are still there. */
  #checkSaved(tables: Tables, devices: readonly { id: string; memory: Memory }[]): void {
    const refused = new Map([...tables.result.values()].flatMap((r) => (r.content ? [[r.op_id, r] as const] : [])))
    for (const [opId, { op, device }] of this.saved) {
      const here = devices.find(({ id }) => id === device)
      if (!here) continue
      if (here.memory.outbox().length > 0) throw new Broken('I3', `${device} still waits to push`)
      if (this.#state.applied.has(opId) || here.memory.refused.has(opId) || this.retried.has(opId)) continue
      if (!refused.has(opId))
        throw new Broken('I3', `${op.kind} of ${op.type}/${op.id} by ${opId} was saved and is gone`)
      throw new Broken('I3', `the refused op ${opId} is not shown to its author`)
    }
  }
  /** Refused ops that went again as new ones. */
  readonly retried = new Set<string>()

  /** Every word of a long text stands there, was taken out by someone who had read it, or is kept as a loser. */
  #checkTexts(tables: Tables): void {
    const takenOut = new Set<string>()
    for (const { op, was } of this.saved.values())
      for (const [field, old] of was) {
        const change = op.fields[field]
        const now = new Set(change && 'value' in change ? tokensOf(change.value) : [])
        for (const token of tokensOf(old)) if (!now.has(token)) takenOut.add(token)
      }
    const kept = new Set(
      [...tables.record.values()]
        .filter((r) => r.type === 'conflict')
        .flatMap(({ body }) => [...tokensOf(body['loser']), ...tokensOf(body['winner'])])
    )
    for (const op of this.#state.applied.values()) {
      for (const [field, change] of Object.entries(op.fields)) {
        if (kinds[op.type]?.[field] !== 'text' || !('value' in change)) continue
        const there = new Set(tokensOf(tables.record.get(keyOf(op.type, op.id))?.body[field]))
        const lost = tokensOf(change.value).find((t) => !there.has(t) && !takenOut.has(t) && !kept.has(t))
        if (lost) throw new Broken('I3', `${lost} in the text ${field} of ${op.type}/${op.id} is lost`)
      }
    }
  }
}

/** The version that the op itself says its author had seen. */
const declared =
  (op: Op) =>
  (field: string): number => {
    const change = op.fields[field]
    return op.kind === 'delete' ? (op.base ?? 0) : change && 'base' in change ? change.base : 0
  }

const keysOf = (memory: Memory): string[] =>
  [...memory.base.values()]
    .flatMap((rows) => [...rows.values()].map((r) => `${r.type}/${r.id}@${r.row.seq}`))
    .toSorted()
