import {
  canonical,
  fold,
  type Folded,
  type LifeCycle,
  type LifeEvent,
  type Op,
  type RecordType,
  type Transition
} from '@fieldfile/protocol'
import { WriteRefused } from './errors.ts'
import { changeOf, eventOf, nextOp, type Counters } from './make-op.ts'
import type { Saved } from './messages.ts'
import { checkDraft, countersOf, save, viewWith, type Draft, type WriteContext } from './writer.ts'

/**
 * Takes a write back by an ordinary group of ops that restores what was there before, last op first. Being ordinary, it
 * can itself be taken back (rule I20). A value somebody changed meanwhile ends in the conflict log, not in nothing.
 */
export async function undo(context: WriteContext, group: string): Promise<Saved> {
  const done = context.memory.undo.get(group)
  if (!done) throw new WriteRefused('NOT_FOUND')
  const undoGroup = context.author.newId()
  const counters = countersOf(context)
  const drafts: Draft[] = []
  const gone = new Set<string>()
  for (const item of done.items.toReversed()) {
    const key = `${item.op.type}/${item.op.id}`
    if (gone.has(key)) continue
    const draft = revert(context, item, undoGroup, counters, drafts)
    if (draft?.op.kind === 'delete') gone.add(key)
    if (draft) drafts.push(draft)
  }
  if (drafts.length === 0 && done.items.length > 0) throw new WriteRefused('APPEND_ONLY')
  await save(context, undoGroup, drafts, counters)
  return { ids: [...new Set(done.items.map((item) => item.op.id))], group: undoGroup }
}

function revert(
  context: WriteContext,
  { op, before }: Draft,
  group: string,
  counters: Counters,
  drafts: readonly Draft[]
): Draft | null {
  const { memory, author } = context
  const type = memory.types.get(op.type)
  if (!type) throw new WriteRefused('UNKNOWN_TYPE')
  const view = viewWith(memory, type, op.id, drafts)
  const base = memory.rowOf(op.type, op.id)
  const about = { type: op.type, id: op.id, reverts: op.opId }
  // Not seen: what others wrote into the record since keeps it, and the deletion ends among the conflicts.
  const deletionOf = (): Op => ({
    ...nextOp(counters, author, group, { kind: 'delete', type: op.type, id: op.id }),
    ...about,
    base: 0
  })
  if (op.kind === 'create') {
    if (!view) return null
    const deletion = deletionOf()
    checkDraft(context, type, deletion, view.body)
    return { op: deletion, before: {} }
  }
  if (op.kind === 'delete') {
    if (view) return null
    const revival: Op = { ...nextOp(counters, author, group, { kind: 'edit', type: op.type, id: op.id }), ...about }
    return { op: revival, before: {} }
  }
  // The record was dead and this op brought it back: taking it back means deleting it again.
  if (op.reverts && Object.keys(op.fields).length === 0) {
    return view ? { op: deletionOf(), before: {} } : null
  }
  if (!view) throw new WriteRefused('UNKNOWN_RECORD')
  const fields: Op['fields'] = {}
  for (const [name, change] of Object.entries(op.fields)) {
    if ('append' in change) {
      const events =
        name === 'events' ? counterSteps(context, type, change.append as unknown as LifeEvent[], before, view.body) : []
      if (events.length > 0) fields['events'] = { append: events }
      continue
    }
    const target = 'value' in change ? before[name] : setBefore(view.body[name], before[name], change)
    const made = changeOf(type, name, target ?? null, { view: view.body, base }, false)
    // Not seen: who changed it after this write finds their value among the conflicts. Of a text only what this write
    // did is taken back, where that stands apart.
    if (made && 'value' in made && 'value' in change && canonical(view.body[name]) !== canonical(change.value)) {
      made.base = 0
      if (made.was !== undefined) made.was = typeof change.value === 'string' ? change.value : ''
    }
    if (made) fields[name] = made
  }
  if (Object.keys(fields).length === 0) return null
  const made: Op = { ...nextOp(counters, author, group, { kind: 'edit', type: op.type, id: op.id }), ...about, fields }
  checkDraft(context, type, made, view.body)
  return { op: made, before: Object.fromEntries(Object.keys(fields).map((name) => [name, view.body[name] ?? null])) }
}

/** A set without what the op added and with what it removed; other people's elements stay. */
function setBefore(current: unknown, before: unknown, change: { add?: unknown[]; remove?: unknown[] }): unknown[] {
  const was = new Set(((before as unknown[] | null) ?? []).map(canonical))
  const added = new Set((change.add ?? []).map(canonical).filter((key) => !was.has(key)))
  const rest = ((current as unknown[] | null) ?? []).filter((e) => !added.has(canonical(e)))
  const have = new Set(rest.map(canonical))
  return [...rest, ...(change.remove ?? []).filter((e) => was.has(canonical(e)) && !have.has(canonical(e)))]
}

/**
 * The events that lead back to the state before: at most two steps of the table that the user may take, found by
 * trying them. Moved → moved back with the old time; cancelled → planned anew; checked in → the fact is voided.
 */
function counterSteps(
  context: WriteContext,
  type: RecordType,
  undone: readonly LifeEvent[],
  before: Record<string, unknown>,
  body: Readonly<Record<string, unknown>>
): ({ id: string } & Record<string, unknown>)[] {
  const cycle = type.entity.lifeCycle
  if (!cycle) return []
  const now = (body['events'] as LifeEvent[] | undefined) ?? []
  const ids = new Set(undone.map((e) => e.id))
  const then = fold(cycle, (before['events'] as LifeEvent[] | undefined) ?? now.filter((e) => !ids.has(e.id)))
  const found = searchSteps(cycle, now, then, context)
  if (!found) throw new WriteRefused('TRANSITION_FORBIDDEN', undone[0]?.event)
  return found.map((step) => eventOf(step, context.author))
}

type Step = { event: string; reason?: string; args?: Record<string, unknown> }
function searchSteps(cycle: LifeCycle, now: readonly LifeEvent[], goal: Folded, context: WriteContext): Step[] | null {
  const reached = (steps: readonly Step[]): boolean => {
    const events = steps.map((step, i) => ({
      ...step,
      id: `~${i}`,
      at: { at: '', zone: '' },
      byUserId: '',
      hlc: `~${i}`
    }))
    const end = fold(cycle, [...now, ...events])
    if (events.some((e) => end.verdicts.get(e.id) !== 'applied') || end.state !== goal.state) return false
    return Object.keys({ ...goal.set, ...end.set }).every((key) => canonical(goal.set[key]) === canonical(end.set[key]))
  }
  const offered = Object.entries<Transition>(cycle.events)
    .filter(([, rule]) => rule.who.some((role) => context.me.roles.includes(role)) && !rule.online)
    .toSorted(([, x], [, y]) => Number(y.voids ?? false) - Number(x.voids ?? false))
    .map(([event, rule]) => stepTowards(goal, event, rule))
  if (reached([])) return []
  for (const step of offered) if (reached([step])) return [step]
  for (const first of offered) for (const second of offered) if (reached([first, second])) return [first, second]
  return null
}

/** The event with what it would have to say for the record to be as it was. */
function stepTowards(goal: Folded, event: string, rule: Transition): Step {
  const args: Record<string, unknown> = Object.fromEntries((rule.sets ?? []).map((key) => [key, goal.set[key] ?? null]))
  if (rule.to === 'given') args['to'] = goal.state
  const told = Object.entries(rule.stamps ?? {}).find(([, source]) => source === 'reason')?.[0]
  const reason = told === undefined ? undefined : goal.set[told]
  return {
    event,
    ...(Object.keys(args).length > 0 ? { args } : {}),
    ...(rule.reason ? { reason: typeof reason === 'string' ? reason : undoReason } : {})
  }
}
const undoReason = '撤销 / Undo'
