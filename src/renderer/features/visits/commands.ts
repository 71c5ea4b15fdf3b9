import { isErrorCode, errors, namedId, newId, type Geo } from '@fieldfile/protocol'
import { undo, write, WriteError, type Change, type Saved } from '../../client/index.ts'
import { useToasts, type Locale } from '../../ui/index.ts'

/** What was not saved, in words of the person. */
function whyNot(error: unknown, locale: Locale): string {
  const code = error instanceof WriteError && isErrorCode(error.code) ? error.code : 'STORAGE_FAILED'
  return errors[code][locale === 'en' ? 'en' : 'zh']
}

/**
 * Saves, and tells it with a way back. `undoable` is false for steps the table
 * offers no way back from. Answers the ids, or null if it was not saved (which is said).
 */
export async function saveWithUndo(
  changes: readonly Change[],
  text: string,
  locale: Locale,
  undoable = true
): Promise<Saved | null> {
  try {
    const saved = await write(...changes)
    if (!undoable) {
      useToasts.getState().show({ text })
      return saved
    }
    const takeBack = () =>
      void undo(saved.group).catch((error: unknown) => useToasts.getState().show({ text: whyNot(error, locale) }))
    useToasts.getState().show({ text, undo: takeBack })
    return saved
  } catch (error) {
    useToasts.getState().show({ text: whyNot(error, locale) })
    return null
  }
}

/** Saves what needs no way back of its own: fields that are edited again in place. */
export async function saveQuietly(changes: readonly Change[], locale: Locale): Promise<Saved | null> {
  try {
    return await write(...changes)
  } catch (error) {
    useToasts.getState().show({ text: whyNot(error, locale) })
    return null
  }
}

export interface Plan {
  accountId: string
  /** Null: at the company's own address (docs/adr/0006). */
  siteId: string | null
  ownerUserId: string
  start: { at: string; zone: string }
  durationMin: number
  purposes: readonly string[]
  objective: string
  personIds: readonly string[]
  agenda: readonly string[]
  preRegHours: number
  /** The desk user who plans for the rep. */
  preparedBy: string | null
  origin: 'policy' | 'manual'
}

const record = (plan: Omit<Plan, 'start' | 'durationMin' | 'origin'>, origin: 'policy' | 'manual') => ({
  values: {
    accountId: plan.accountId,
    ...(plan.siteId ? { siteId: plan.siteId } : {}),
    ownerUserId: plan.ownerUserId,
    purposes: [...plan.purposes],
    personIds: [...plan.personIds],
    originRule: origin,
    preRegStatus: plan.preRegHours > 0 ? 'toDo' : 'notNeeded',
    source: 'manual',
    ...(plan.objective.trim() ? { objective: plan.objective.trim() } : {}),
    ...(plan.preparedBy ? { preparedBy: plan.preparedBy } : {})
  },
  append: { agenda: plan.agenda.map((item, i) => ({ id: newId(), seq: i + 1, item, status: 'open' })) }
})

export const planVisit = (plan: Plan): Change => ({
  type: 'visit',
  id: newId(),
  kind: 'create',
  ...record(plan, plan.origin),
  step: { event: 'plan', args: { plannedStart: plan.start, durationMin: plan.durationMin } }
})

/** We stand at the gate and nobody had planned it. */
export const unannouncedVisit = (
  plan: Omit<Plan, 'start' | 'durationMin' | 'origin'>,
  position: Geo | null,
  at: string
): Change => ({
  type: 'visit',
  id: newId(),
  kind: 'create',
  ...record({ ...plan, preRegHours: 0 }, 'manual'),
  step: { event: 'checkIn', at, ...(position ? { position } : {}) }
})

export const stepOf = (id: string, step: NonNullable<Change['step']>): Change => ({
  type: 'visit',
  id,
  kind: 'edit',
  step
})

export const moveVisit = (
  id: string,
  start: { at: string; zone: string },
  durationMin: number,
  reason: string | null,
  again = false
): Change =>
  stepOf(id, {
    event: again ? 'replan' : 'move',
    args: { plannedStart: start, durationMin },
    ...(reason ? { reason } : {})
  })

export const editVisit = (id: string, values: Record<string, unknown>): Change => ({
  type: 'visit',
  id,
  kind: 'edit',
  values
})

/** The same on every device, so that two of them make one report. */
export const reportIdOf = (visitId: string): Promise<string> => namedId(`visitReport:${visitId}`)

export interface ReportKey {
  id: string
  visitId: string
  accountId: string
}
/** Made with its first content; afterwards the same write edits it. */
export const editReport = (
  { id, visitId, accountId }: ReportKey,
  values: Record<string, unknown>,
  append?: Change['append']
): Change => ({
  type: 'visitReport',
  id,
  kind: 'create',
  values: { accountId, visitId, source: 'visit', ...values },
  ...(append ? { append } : {})
})

export interface NewTask {
  id?: string
  accountId: string
  title: string
  due: { at: string; zone: string } | null
  assigneeUserId: string
  originType: string
  originId: string
  note?: string
}
export const makeTask = (task: NewTask): Change => ({
  type: 'task',
  id: task.id ?? newId(),
  kind: 'create',
  values: {
    accountId: task.accountId,
    title: task.title,
    kind: 'followUp',
    assigneeUserId: task.assigneeUserId,
    originType: task.originType,
    originId: task.originId,
    source: 'visit',
    ...(task.due ? { dueAt: task.due } : {}),
    ...(task.note ? { note: task.note } : {})
  },
  step: { event: 'open' }
})

/** One for each commitment, under an id that follows from it: submitting twice, or on two devices, makes it once. */
export const taskIdOf = (commitmentId: string): Promise<string> => namedId(`task:${commitmentId}`)

export const completeTask = (id: string): Change => ({ type: 'task', id, kind: 'edit', step: { event: 'complete' } })
export const reopenTask = (id: string): Change => ({ type: 'task', id, kind: 'edit', step: { event: 'reopen' } })

export const addPerson = (accountId: string, name: string, position: string): Change => ({
  type: 'person',
  id: newId(),
  kind: 'create',
  values: { accountId, name, position, source: 'visit' },
  step: { event: 'register' }
})
