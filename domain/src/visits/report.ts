/** What a report needs before it can be submitted (DOMAIN §5.5). */
export interface ReportDraft {
  readonly summary?: string | null
  /** Records captured during the visit: tasks, signals, complaints. */
  readonly recordCount: number
  readonly agendaItems: readonly string[]
  /** Agenda items with an outcome. */
  readonly answeredItems: readonly string[]
  readonly openQuestionAsked?: boolean | null
  readonly metPersons: number
  readonly nextVisitProposal?: string | null
  readonly commitments: number
  readonly noNextStepReason?: string | null
  /** We did not get in: nobody was met and nothing asked. */
  readonly refused?: boolean
}
export type Missing = 'summary' | 'agenda' | 'openQuestion' | 'metPersons' | 'nextStep' | 'summaryOrReason'

/** The parts still missing, in the order of the form; empty when the report may be submitted. */
export function missingInReport(report: ReportDraft): Missing[] {
  const reason = report.noNextStepReason?.trim()
  // What was captured in other records does not say what happened at the gate.
  if (report.refused) return report.summary?.trim() || reason ? [] : ['summaryOrReason']
  const answered = new Set(report.answeredItems)
  const missing: [Missing, boolean][] = [
    ['metPersons', report.metPersons === 0],
    ['agenda', report.agendaItems.some((item) => !answered.has(item))],
    ['summary', !report.summary?.trim() && report.recordCount === 0],
    ['openQuestion', report.openQuestionAsked === null || report.openQuestionAsked === undefined],
    ['nextStep', !report.nextVisitProposal && report.commitments === 0 && !reason]
  ]
  return missing.filter(([, is]) => is).map(([what]) => what)
}

/** Minutes between leaving and writing it down (`captureLagMin`); never negative. */
export const captureLagMin = (checkedOutAt: number, now: number): number =>
  Math.max(0, Math.round((now - checkedOutAt) / 60_000))
