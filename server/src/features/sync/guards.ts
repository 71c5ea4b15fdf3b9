import { usccProblem } from '@fieldfile/domain/identity/uscc'
import type { Instant, Op, Refusal, Row } from '@fieldfile/protocol'
import { reportType } from './membership.ts'
import type { Workset } from './workset.ts'

const instant = (value: unknown): number | null => (value ? Date.parse((value as Instant).at) : null)
const filled = (value: unknown): boolean =>
  value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)

/** Rules that look at the record as a whole, or at other records. `row` is the record as the op would leave it. */
export function guard(work: Workset, op: Op, row: Row): Refusal | null {
  if (op.kind === 'delete') return null
  if (op.type === 'account') return guardAccount(op, row)
  return op.type === 'visit' ? guardVisit(work, op, row) : null
}

function guardAccount(op: Op, row: Row): Refusal | null {
  const uscc = row.body['uscc']
  if (!('uscc' in op.fields) || typeof uscc !== 'string' || uscc === '') return null
  return usccProblem(uscc) ? { code: 'BAD_CHECK_DIGIT', field: 'uscc' } : null
}

const spans = [
  ['windowFrom', 'windowTo'],
  ['checkInAt', 'checkOutAt']
] as const

function guardVisit(work: Workset, op: Op, row: Row): Refusal | null {
  for (const [from, to] of spans) {
    const [start, end] = [instant(row.body[from]), instant(row.body[to])]
    if (start !== null && end !== null && end < start) return { code: 'VISIT_ENDS_BEFORE_START', field: to }
  }
  const change = op.fields['events']
  const submits = change && 'append' in change && change.append.some((event) => event['event'] === 'submitReport')
  return submits ? guardReport(work, row) : null
}

/**
 * DOMAIN §5.5: a summary, who was met, whether they were asked what bothers them. The next step may be a task or
 * "none", which only the device's form can tell, so it asks for that one.
 */
function guardReport(work: Workset, visit: Row): Refusal | null {
  const complete = work.linked(reportType, visit.id).some(({ body }) => {
    if (!filled(body['summary'])) return false
    if (filled(visit.body['refusalKind'])) return true
    return filled(body['personContacts']) && filled(body['openQuestionAsked'])
  })
  return complete ? null : { code: 'REPORT_TOO_THIN' }
}
