import { DueItem } from '@fieldfile/protocol/ipc'
import { messageOf, type Log } from '../store/log.ts'
import type { SealedFile } from '../store/keychain.ts'
import type { BookFile } from './book-file.ts'
import { clockJump, type Clocks } from './clock-jump.ts'
import { dueNow, emptyBook, forgetSnoozes, snooze, type Book, type Quiet } from './due.ts'

export interface SchedulerDeps {
  /** The due table; kept in memory only where the keychain cannot seal it. */
  table: SealedFile
  book: BookFile
  clocks: () => Clocks
  /** Wall time of a moment in minutes after midnight. */
  minuteOfDay: (at: number) => number
  quiet: () => Quiet
  showOne(item: DueItem): void
  showDigest(items: DueItem[]): void
  log: Log
}

export interface Scheduler {
  /** Opens what an earlier run left. */
  open(): Promise<void>
  set(items: DueItem[]): Promise<void>
  snooze(id: string, until: number): Promise<void>
  /** Called every few seconds: looks at the clocks, and at the table where that is due. */
  beat(): Promise<void>
  /** Looks at the table now: after a sleep, an unlock. */
  look(): Promise<void>
  /** Forgets the table: someone has signed out. */
  clear(): Promise<void>
}

/** How often the clocks are compared. No timer is longer: a long one would sleep with the computer. */
export const beatMs = 5_000
const lookEveryMs = 60_000

export function createScheduler(deps: SchedulerDeps): Scheduler {
  const { clocks, log } = deps
  let items: readonly DueItem[] = []
  let book: Book = emptyBook
  let nextAt: number | null = null
  let seen: Clocks = clocks()
  let lookedAt: Clocks = seen
  let last: Promise<unknown> = Promise.resolve()

  /** One change of book and table at a time, so that two looks cannot both find the same reminder. */
  const inOrder = (act: () => Promise<void>): Promise<void> => {
    const next = last.then(act)
    last = next.catch(() => undefined)
    return next
  }

  async function save(next: Book): Promise<void> {
    book = next
    // A full disk must not silence reminders: this run remembers what it has shown.
    await deps.book.write(next).catch((error) => log('reminders.not-saved', { cause: messageOf(error) }))
  }

  async function look(): Promise<void> {
    lookedAt = clocks()
    const now = lookedAt.wall
    const due = dueNow(items, book, now, deps.quiet(), deps.minuteOfDay(now))
    nextAt = due.nextAt
    if (due.book === book) return
    // Saved before anything shows: a program that ends in between must not show it again.
    await save(due.book)
    log('reminders.shown', { single: due.single.length, digest: due.digest.length })
    for (const item of due.single) deps.showOne(item)
    if (due.digest.length > 0) deps.showDigest(due.digest)
  }

  async function keepTable(next: readonly DueItem[]): Promise<void> {
    items = next
    await deps.table.write({ items: next }).catch((error) => log('reminders.not-stored', { cause: messageOf(error) }))
  }

  return {
    open: () =>
      inOrder(async () => {
        book = await deps.book.read()
        const stored = await deps.table
          .read()
          .catch((error) => log('reminders.not-opened', { cause: messageOf(error) }))
        const parsed = DueItem.array().safeParse((stored as { items?: unknown } | null)?.items)
        // The window may have been faster.
        if (parsed.success && items.length === 0) items = parsed.data
        await look()
      }),
    set: (next) =>
      inOrder(async () => {
        const kept = forgetSnoozes(book, next)
        if (Object.keys(kept.snoozed).length !== Object.keys(book.snoozed).length) await save(kept)
        await keepTable(next)
        await look()
      }),
    snooze: (id, until) =>
      inOrder(async () => {
        await save(snooze(book, id, until))
        await look()
      }),
    beat() {
      const now = clocks()
      const jump = clockJump(seen, now)
      seen = now
      if (jump !== 0) log('reminders.clock-jump', { ms: Math.round(jump) })
      const isDue = nextAt !== null && nextAt <= now.wall
      const isOld = now.counted - lookedAt.counted >= lookEveryMs
      return jump !== 0 || isDue || isOld ? inOrder(look) : Promise.resolve()
    },
    look: () => inOrder(look),
    clear: () =>
      inOrder(async () => {
        items = []
        nextAt = null
        await deps.table.remove().catch((error) => log('reminders.not-removed', { cause: messageOf(error) }))
      })
  }
}
