/** C-19: how often a customer is to be visited, and how far the next visit has fallen behind. */
export interface CoverageInput {
  /** A, B, C; without one a prospect is recognised by its status. */
  readonly abcClass?: string | null
  readonly lifecycleStatus?: string | null
  readonly portfolioDecision?: string | null
  /** Set by hand, with a reason: it stands before the policy. */
  readonly visitsPerYearOverride?: number | null
}

/** Default visits a year (DOMAIN C-19; Talley 1961, Lodish 1971). */
const byClass: Readonly<Record<string, number>> = { A: 18, B: 9, C: 3 }
const prospect = 4
const attack = 12
const factors: Readonly<Record<string, number>> = { protect: 1.2, grow: 1.3 }
/** Customers nobody visits any more. */
const ended = new Set(['lost', 'retired'])

/** Visits a year by policy; 0 where calls have taken their place. */
export function visitsPerYear(account: CoverageInput): number {
  if (account.visitsPerYearOverride !== null && account.visitsPerYearOverride !== undefined)
    return account.visitsPerYearOverride
  const { lifecycleStatus: status, portfolioDecision: decision } = account
  if (ended.has(status ?? '') || decision === 'retire') return 0
  if (decision === 'attack') return attack
  const isProspect = status === 'prospect' || status === 'suspect'
  // The class is computed on the server; a customer without one yet is treated as the smallest.
  const base = byClass[account.abcClass ?? ''] ?? (isProspect ? prospect : byClass['C']!)
  return base * (factors[decision ?? ''] ?? 1)
}

const dayMs = 86_400_000

/**
 * Days since the last executed visit over the days one interval takes. A customer never visited counts from the day it
 * became ours (DOMAIN §10.4). Null where no visit is due at all, or nothing is known to count from.
 */
export function dueRatio(
  perYear: number,
  lastVisit: number | null,
  oursSince: number | null,
  now: number
): number | null {
  const from = lastVisit ?? oursSince
  if (perYear <= 0 || from === null) return null
  return Math.max(0, (now - from) / dayMs) / (365 / perYear)
}

export type DueState = 'overdue' | 'due' | 'notYet'
/** Overdue from 1.3 intervals on, due from one. */
export const dueState = (ratio: number): DueState => (ratio >= 1.3 ? 'overdue' : ratio >= 1 ? 'due' : 'notYet')

/** How long a visit takes by class, minutes (DOMAIN §9.1). */
export const usualDurationMin = (abcClass: string | null | undefined): number =>
  ({ A: 90, B: 60, C: 45 })[abcClass ?? ''] ?? 60
