import { usccProblem } from '@fieldfile/domain/identity/uscc'
import { moveNeedsReason } from '@fieldfile/domain/visits/plan'
import type { Instant, LifeEvent } from '@fieldfile/protocol'
import type { Guard } from './writer.ts'

const msOf = (value: unknown): number | null => (value ? Date.parse((value as Instant).at) : null)

/** A person is told now what the server would refuse days later. */
const checkDigit: Guard = ({ type, fields }, _, { uscc }) =>
  type === 'account' && 'uscc' in fields && typeof uscc === 'string' && uscc !== '' && usccProblem(uscc)
    ? { code: 'BAD_CHECK_DIGIT', field: 'uscc' }
    : null

const endsAfterStart: Guard = ({ type }, _, after) => {
  if (type !== 'visit') return null
  for (const [from, to] of [
    ['windowFrom', 'windowTo'],
    ['checkInAt', 'checkOutAt']
  ] as const) {
    const [start, end] = [msOf(after[from]), msOf(after[to])]
    if (start !== null && end !== null && end < start) return { code: 'VISIT_ENDS_BEFORE_START', field: to }
  }
  return null
}

const lateMoveHasReason: Guard = ({ type, id, fields: { events } }, before, _, now) => {
  if (type !== 'visit' || !before || !events || !('append' in events)) return null
  const move = (events.append as unknown as LifeEvent[]).find(({ event }) => event === 'move')
  return move && !move.reason?.trim() && moveNeedsReason({ id, ...before }, now)
    ? { code: 'REQUIRED', field: 'reason' }
    : null
}

export const guards: readonly Guard[] = [checkDigit, endsAfterStart, lateMoveHasReason]
