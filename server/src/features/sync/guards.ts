import { usccProblem } from '@fieldfile/domain/identity/uscc'
import { missingInReport } from '@fieldfile/domain/visits/report'
import type { Instant, Op, RecordType, Refusal, Row } from '@fieldfile/protocol'
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
 * The part of DOMAIN §5.5 that the visit and its reports tell by themselves; two authors may have written a section each.
 * What was captured in other records (tasks, notes) and which agenda item is still open the device's form has asked for:
 * here it counts as given, so that an honest report is never refused because another record has not arrived.
 */
function guardReport(work: Workset, visit: Row): Refusal | null {
  const reports = work.linked(reportType, visit.id).map(({ body }) => body)
  const told = contentOf(work.types.get(reportType)!)
  const first = (field: string): unknown => reports.map((body) => body[field]).find(filled)
  const hasContent = reports.some((body) => told.some((field) => filled(body[field])))
  // Who was turned away at the gate met nobody and asked nobody.
  const missing = filled(visit.body['refusalKind'])
    ? []
    : missingInReport({
        summary: null,
        recordCount: 1,
        agendaItems: [],
        answeredItems: [],
        openQuestionAsked: first('openQuestionAsked') as boolean | undefined,
        metPersons: [visit.body['metPersonIds'], first('personContacts')].filter(filled).length,
        commitments: 1
      })
  return hasContent && missing.length === 0 ? null : { code: 'REPORT_TOO_THIN' }
}

/** The fields of a report that its author fills: not what names the visit, nor the manager's review. */
const contentOf = ({ fields }: RecordType): string[] =>
  Object.entries(fields)
    .filter(([, { group, required, merge }]) => group && group !== 'review' && !required && merge !== 'derived')
    .map(([name]) => name)
