import type { DueItem } from '@fieldfile/protocol/ipc'

/** Which reminders were shown, and what was put off. It holds ids and times only, so it needs no seal. */
export interface Book {
  /** Keys of what was shown, oldest first. */
  shown: ReadonlySet<string>
  /** Id → when it should come again. */
  snoozed: Readonly<Record<string, number>>
}
export const emptyBook: Book = { shown: new Set(), snoozed: {} }

export interface Quiet {
  /** `HH:MM` on the wall; from = to means never. */
  from: string
  to: string
}

export interface Due {
  /** Shown one by one. */
  single: DueItem[]
  /** More than anyone reads one by one: told as a number. */
  digest: DueItem[]
  /** The book once these are shown; saved before they are. */
  book: Book
  /** When something is due next, quiet hours left aside; null where nothing is. */
  nextAt: number | null
}

/** More than so many at once come as one digest. */
const digestOver = 3
/** What was put off is shown up to an hour after its new time, even where the reminder itself has run out. */
const snoozeGraceMs = 60 * 60_000
// Keys are kept by count and never by age: a clock that was ahead for a day must not make old reminders new again.
const keepShown = 20_000

interface Plan {
  item: DueItem
  key: string
  at: number
  until: number
}

function planOf(item: DueItem, { snoozed }: Book): Plan {
  const again = snoozed[item.id]
  if (again === undefined) return { item, key: item.id, at: item.fireAt, until: item.until }
  return { item, key: `${item.id}@${again}`, at: again, until: Math.max(item.until, again + snoozeGraceMs) }
}

/**
 * Decides what to show now. It looks at stored times only, so it may be asked at any moment and any number of times:
 * after a sleep, a clock change, a restart.
 * @param minuteOfDay wall time of the moment, in minutes after midnight
 */
export function dueNow(items: readonly DueItem[], book: Book, now: number, quiet: Quiet, minuteOfDay: number): Due {
  const plans = items.map((item) => planOf(item, book)).filter(({ key }) => !book.shown.has(key))
  const isQuiet = inQuietHours(quiet, minuteOfDay)
  const due = plans
    .filter(({ at, until, item }) => at <= now && now < until && (!isQuiet || item.level === 'alarm'))
    .toSorted((a, b) => a.at - b.at)
  const later = plans.filter(({ at }) => at > now).map(({ at }) => at)
  const found = due.map(({ item }) => item)
  const asDigest = found.length > digestOver
  return {
    single: asDigest ? [] : found,
    digest: asDigest ? found : [],
    book: due.length > 0 ? { ...book, shown: withKeys(book.shown, due) } : book,
    nextAt: later.length > 0 ? Math.min(...later) : null
  }
}

function withKeys(shown: ReadonlySet<string>, plans: Plan[]): Set<string> {
  const all = [...shown, ...plans.map(({ key }) => key)]
  return new Set(all.slice(-keepShown))
}

/** Puts a reminder off, also one that was never shown. */
export const snooze = (book: Book, id: string, until: number): Book => ({
  ...book,
  snoozed: { ...book.snoozed, [id]: until }
})

/** Forgets what was put off and is no longer asked for. */
export function forgetSnoozes(book: Book, items: readonly DueItem[]): Book {
  const known = new Set(items.map(({ id }) => id))
  return { ...book, snoozed: Object.fromEntries(Object.entries(book.snoozed).filter(([id]) => known.has(id))) }
}

const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

export function inQuietHours({ from, to }: Quiet, minuteOfDay: number): boolean {
  const [start, end] = [minutes(from), minutes(to)]
  // Over midnight, the quiet hours are what the waking ones leave.
  return start <= end ? minuteOfDay >= start && minuteOfDay < end : minuteOfDay >= start || minuteOfDay < end
}
