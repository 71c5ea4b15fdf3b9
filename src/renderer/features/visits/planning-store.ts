import { create } from 'zustand'

interface Planning {
  /** Whose days are shown; null: the usual one. */
  userId: string | null
  /** The Monday of the week shown; null: this week. */
  monday: string | null
  /** The day shown on Today; null: today. */
  date: string | null
  show: (what: Partial<Pick<Planning, 'userId' | 'monday' | 'date'>>) => void
}

/** What the person looks at, so that the way back from a visit leads to the same week and the same rep. */
export const usePlanning = create<Planning>()((set) => ({
  userId: null,
  monday: null,
  date: null,
  show: (what) => set(what)
}))
