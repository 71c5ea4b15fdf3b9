import {
  applyOp,
  checkOp,
  mayRead,
  mayWrite,
  ruleOf,
  type Holder,
  type LifeEvent,
  type Loser,
  type Op,
  type RecordType,
  type Refusal,
  type Row
} from '@fieldfile/protocol'
import { conflictRow } from './conflicts.ts'
import { guard } from './guards.ts'
import { anchorsOf, personType, postingType, rootOf } from './membership.ts'
import { relationTo } from './scope.ts'
import type { Workset } from './workset.ts'

/** Greater than any seq, so that what this commit writes is newer than any base. Replaced by the record's seq at the end. */
export const provisionalVer = Number.MAX_SAFE_INTEGER

/** Who makes the ops of a commit. Without a holder: the server itself, which may write every field. */
export interface Author {
  holder: Holder | null
  userId: string | null
  device: string
}

export interface Audit {
  action: 'forbiddenRecord' | 'forbiddenField' | 'accountMoved'
  detail: Record<string, unknown>
}

export interface Decision {
  refusal: Refusal | null
  audit?: Audit
}

const refuse = (refusal: Refusal, audit?: Audit): Decision => ({ refusal, audit })

/** Decides one op and, if it holds, leaves its effect in the workset. Pure but for `newId`. */
export function decide(
  work: Workset,
  author: Author,
  given: Op,
  at: number,
  newId: () => string,
  checked = true
): Decision {
  const trusted = author.holder === null
  const refusal = checked ? checkOp(work.types, given, trusted) : null
  if (refusal) return refuse(refusal)
  const op = author.holder ? signed(given, author.holder) : given
  const type = work.types.get(op.type)!
  const held = work.get(op.type, op.id)
  const row = held?.row ?? null
  const missing = whatIsMissing(work, type, op, row)
  if (missing) return refuse(missing)
  if (author.holder) {
    const forbidden = judge(work, author.holder, type, op, row)
    if (forbidden) return forbidden
  }
  const applied = applyOp(type, row, op, provisionalVer, author.userId ?? undefined)
  const next = applied.row
  next.rootId = rootOf(work, type, next)
  const broken = guard(work, op, next)
  if (broken) return refuse(broken)
  if (applied.changed) work.put(next)
  for (const loser of applied.losers) keepLoser(work, author, op, next, loser, at, newId)
  return { refusal: null }
}

function keepLoser(
  work: Workset,
  author: Author,
  op: Op,
  row: Row,
  loser: Loser,
  at: number,
  newId: () => string
): void {
  const type = work.types.get('conflict')
  if (!type) return
  const conflict = conflictRow(work.types.get(row.type)!, row, op, loser, at, newId)
  work.put(applyOp(type, null, conflict, provisionalVer, author.userId ?? undefined).row)
  const made = work.get('conflict', conflict.id)!.row
  made.rootId = rootOf(work, type, made)
}

/** An op on what is not there: only a creation, or the first edit of a facet whose record exists. */
function whatIsMissing(work: Workset, type: RecordType, op: Op, row: Row | null): Refusal | null {
  if (type.facet && !work.get(type.entity.type, op.id)) return { code: 'UNKNOWN_RECORD' }
  if (!row && op.kind !== 'create' && !type.facet) return { code: 'UNKNOWN_RECORD' }
  const account = op.fields['accountId']
  const id = account && 'value' in account ? account.value : null
  return type.entity.root === 'account' && typeof id === 'string' && !work.anchor(id)
    ? { code: 'UNKNOWN_RECORD', field: 'accountId' }
    : null
}

/** Nobody writes in another's name. */
function forged(op: Op, holder: Holder): Refusal | null {
  const { createdBy, events } = op.fields
  if (createdBy && 'value' in createdBy && createdBy.value !== null && createdBy.value !== holder.id)
    return { code: 'BAD_VALUE', field: 'createdBy' }
  const foreign =
    events && 'append' in events && events.append.some((e) => e['byUserId'] && e['byUserId'] !== holder.id)
  return foreign ? { code: 'BAD_VALUE', field: 'events' } : null
}

/** Every event of a person's op carries their name, also where the op left it out. */
function signed(op: Op, holder: Holder): Op {
  const { events } = op.fields
  if (!events || !('append' in events)) return op
  const append = events.append.map((event) => ({ ...event, byUserId: event['byUserId'] || holder.id }))
  return { ...op, fields: { ...op.fields, events: { append } } }
}

/** Rights at push: the record must be the user's to see, and the change theirs to make. */
function judge(work: Workset, holder: Holder, type: RecordType, op: Op, row: Row | null): Decision | null {
  const relationOf = (r: Row) => relationTo(holder, type, r.id, parentBody(work, type, r), anchorsOf(work, type, r))
  const where = { type: op.type, id: op.id }
  const forgery = forged(op, holder)
  if (forgery) return refuse(forgery)
  if (row) {
    const relation = relationOf(row)
    if (!mayRead(type, holder.roles, relation))
      return refuse({ code: 'UNKNOWN_RECORD' }, { action: 'forbiddenRecord', detail: where })
    const refusal = mayWrite(type, op, holder.roles, relation, false) ?? mayJudge(type, op, row, holder)
    if (refusal) return refuse(refusal, { action: 'forbiddenField', detail: { ...where, ...refusal } })
  }
  // Where the record would be after the op: nobody puts a record under an account they may not see.
  const drafted = applyOp(type, row, op, provisionalVer).row
  const relation = relationOf(drafted)
  const unseen =
    (!row || 'accountId' in op.fields ? unseenAccount(work, holder, op) : null) ??
    unseenPerson(work, holder, op, drafted)
  if (unseen)
    return refuse({ code: 'UNKNOWN_RECORD', field: unseen.field }, { action: 'forbiddenRecord', detail: unseen.detail })
  if (row) return null
  const refusal = mayWrite(type, op, holder.roles, relation, true)
  return refusal ? refuse(refusal, { action: 'forbiddenField', detail: { ...where, ...refusal } }) : null
}

const parentBody = (work: Workset, type: RecordType, row: Row) =>
  type.facet ? (work.get(type.entity.type, row.id)?.row.body ?? row.body) : row.body

/** What an op names and its author may not see. */
interface Unseen {
  field: string
  detail: { type: string; id: string }
}

function unseenAccount(work: Workset, holder: Holder, op: Op): Unseen | null {
  const change = op.fields['accountId']
  const account = work.types.get('account')
  if (!change || !('value' in change) || typeof change.value !== 'string' || !account) return null
  const anchor = work.anchor(change.value)
  const relation = relationTo(holder, account, change.value, {}, anchor ? [anchor] : [])
  if (mayRead(account, holder.roles, relation)) return null
  return { field: 'accountId', detail: { type: 'account', id: change.value } }
}

/**
 * A posting brings its person, with the private part, to all who hold its account. Its author must see the person without
 * it, and sees no more of them with it.
 */
function unseenPerson(work: Workset, holder: Holder, op: Op, drafted: Row): Unseen | null {
  const person = work.types.get(personType)
  const { personId: id, accountId } = drafted.body
  if (op.type !== postingType || typeof id !== 'string' || !person) return null
  if (!('personId' in op.fields) && !('accountId' in op.fields)) return null
  const row = work.get(personType, id)?.row
  const unseen: Unseen = { field: 'personId', detail: { type: personType, id } }
  if (!row) return unseen
  const anchors = anchorsOf(work, person, row)
  const joined = typeof accountId === 'string' ? work.anchor(accountId) : null
  const before = relationTo(holder, person, id, row.body, anchors)
  const after = relationTo(holder, person, id, row.body, joined ? [...anchors, joined] : anchors)
  const parts = [...work.types.values()].filter(({ entity }) => entity.type === personType)
  const gains = parts.some((part) => mayRead(part, holder.roles, after) && !mayRead(part, holder.roles, before))
  return gains || !mayRead(person, holder.roles, before) ? unseen : null
}

/** Nobody approves their own proposal: a step that a manager reviews is not for the one who submitted the facts. */
function mayJudge(type: RecordType, op: Op, row: Row, holder: Holder): Refusal | null {
  const change = op.fields['events']
  const cycle = type.entity.lifeCycle
  if (!change || !('append' in change) || !cycle) return null
  const facts = ((row.body['events'] as LifeEvent[] | undefined) ?? []).filter(
    (e) => ruleOf(cycle, e.event)?.kind === 'fact'
  )
  const proposer = facts.at(-1)?.byUserId
  for (const { event } of change.append as unknown as LifeEvent[]) {
    const rule = ruleOf(cycle, event)
    const reviewed = rule?.kind === 'review' && rule.online && !rule.who.includes('REP')
    if (reviewed && proposer === holder.id) return { code: 'TRANSITION_FORBIDDEN', field: event }
  }
  return null
}
