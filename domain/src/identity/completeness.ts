/** One fact that is wanted of a record, for C-33. */
export interface WantedFact {
  key: string
  /** What it is worth, relative to the others. */
  weight: number
  filled: boolean
  /** Days since it was last confirmed; null where nobody knows. */
  ageDays: number | null
  /** How long it stays good; null: it does not age. */
  shelfLifeDays: number | null
}

export interface Completeness {
  /** 0…1, or null when nothing is wanted (`noData` of DOMAIN §4). */
  score: number | null
  /** What would add most, worth most first, at most five. `gain` is the share of the score it would add. */
  worthMost: { key: string; gain: number; why: 'missing' | 'stale' }[]
}

/** 1 up to the shelf life, then linear to 0 at twice it (C-33). */
export function freshness(ageDays: number | null, shelfLifeDays: number | null): number {
  if (shelfLifeDays === null || ageDays === null) return 1
  return Math.min(1, Math.max(0, 2 - ageDays / shelfLifeDays))
}

/** C-33: Σ w · filled · fresh ÷ Σ w. */
export function completeness(facts: readonly WantedFact[]): Completeness {
  const total = facts.reduce((sum, fact) => sum + fact.weight, 0)
  if (total === 0) return { score: null, worthMost: [] }
  const rated = facts.map((fact) => {
    const worth = fact.filled ? freshness(fact.ageDays, fact.shelfLifeDays) : 0
    return { fact, worth, gain: (fact.weight * (1 - worth)) / total }
  })
  return {
    score: rated.reduce((sum, { fact, worth }) => sum + fact.weight * worth, 0) / total,
    worthMost: rated
      .filter(({ gain }) => gain > 0)
      .toSorted((a, b) => b.gain - a.gain)
      .slice(0, 5)
      .map(({ fact, gain }) => ({ key: fact.key, gain, why: fact.filled ? 'stale' : 'missing' }))
  }
}
