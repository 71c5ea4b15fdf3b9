import { FieldfileError } from '@fieldfile/protocol/errors'
import type { JournalContent, JournalLine, ResealedLine } from '@fieldfile/protocol/ipc'
import type { Disk } from '../store/disk.ts'
import { messageOf, type Log } from '../store/log.ts'
import { resealer } from './reseal.ts'
import { entryText, type Entry } from './segment.ts'
import { createSegments, type Read } from './segments.ts'
import { stillNeeded } from './settled.ts'

export interface JournalDeps {
  folder: string
  disk: Disk
  /** The key record to copy into headers; null where this run knows none. */
  keys: () => string | null
  log: Log
}

/** What was typed and is not yet known to be on the server, as the worker encrypted it. */
export interface Journal {
  /** Resolves with the highest dseq when the lines are on the disk; STORAGE_FAILED when none of them is. */
  append(lines: readonly JournalLine[], hlc?: string): Promise<number>
  read(): Promise<JournalContent>
  /** Deletes segments whose lines are all below; a refused line stays until it is settled. */
  settle(below: number): Promise<void>
  /** Begins a segment with the key record as it is now and leaves no older copy of it. */
  rekey(): Promise<void>
  /** Lines that were sealed with another key take the places of those they were. */
  reseal(lines: readonly ResealedLine[]): Promise<void>
  /** The key record as the newest header has it. */
  keys(): Promise<string | null>
  close(): Promise<void>
}

interface Waiting {
  entries: Entry[]
  done(highest: number): void
  failed(error: unknown): void
}

/** A segment that is appended to is left alone until it is worth a new file. */
const worthDroppingBytes = 64 * 1024

export function createJournal({ folder, disk, keys, log }: JournalDeps): Journal {
  const segments = createSegments({ folder, disk, keys })
  let waiting: Waiting[] = []
  let last: Promise<unknown> = Promise.resolve()

  const inOrder = <T>(act: () => Promise<T>): Promise<T> => {
    const next = last.then(() => segments.open()).then(act)
    last = next.catch(() => undefined)
    return next
  }

  /** Writes all that arrived meanwhile, with one fsync. */
  async function flush(): Promise<void> {
    const together = waiting
    waiting = []
    if (together.length === 0) return
    try {
      await segments.append(together.flatMap(({ entries }) => entries))
    } catch (error) {
      waiting = [...together, ...waiting]
      throw error
    }
    for (const { done } of together) done(segments.highest)
  }

  /** A line that waits behind a failed one continues a counter that the worker now takes back: it fails too. */
  function failWaiting(error: unknown): void {
    const code = error instanceof FieldfileError ? error.code : 'STORAGE_FAILED'
    log('journal.append-failed', { code, calls: waiting.length, cause: messageOf(error) })
    for (const { failed } of waiting) failed(new FieldfileError(code, { message: messageOf(error) }))
    waiting = []
  }

  const numbers = (): number[] => segments.kept.map(({ number }) => number)

  /** All of it anew, in one segment that is there whole or not at all. */
  async function rewrite(change: (line: JournalLine) => JournalLine): Promise<void> {
    const needed = (numbers().at(-1) ?? 0) + 1
    const carried = (await segments.read(numbers())).flatMap(({ entries }) => entries)
    await segments.begin(needed, unique(carried.map(({ line, hlc }) => ({ line: change(line), hlc }))))
    await segments.drop(needed)
  }

  return {
    append(lines, hlc) {
      const { promise, resolve, reject } = Promise.withResolvers<number>()
      const isFirst = waiting.length === 0
      waiting.push({ entries: lines.map((line) => ({ line, hlc: hlc ?? null })), done: resolve, failed: reject })
      if (isFirst) inOrder(flush).catch(failWaiting)
      return promise
    },

    read: () =>
      inOrder(async () => {
        const reads = await segments.read(numbers())
        const damaged = reads.reduce((sum, read) => sum + read.damaged, 0)
        if (damaged > 0) log('journal.damaged', { lines: damaged })
        return {
          lines: linesOf(reads),
          highest: segments.highest,
          hlc: segments.hlc,
          truncated: reads.at(-1)?.torn ?? false,
          damaged
        }
      }),

    settle: (below) =>
      inOrder(async () => {
        const { kept } = segments
        const open = kept.findIndex(({ highest }) => highest >= below)
        const isAllDone = open === -1 && (kept.at(-1)?.length ?? 0) >= worthDroppingBytes
        const dead = isAllDone ? kept : kept.slice(0, open === -1 ? -1 : Math.min(open, kept.length - 1))
        if (dead.length === 0) return
        const needed = dead.at(-1)!.number + 1
        const carried = stillNeeded(await segments.read(numbers()), needed)
        if (carried.length > 0 || isAllDone) await segments.begin(needed, carried)
        await segments.drop(needed)
      }),

    rekey: () => inOrder(() => rewrite((line) => line)),
    reseal: (lines) => inOrder(() => rewrite(resealer(lines))),

    keys: () => inOrder(async () => segments.keys),
    close: () => inOrder(() => segments.close())
  }
}

/** A carried line is there twice where the program ended before the old one was deleted. */
function unique(entries: readonly Entry[]): Entry[] {
  return [...new Map(entries.map((entry) => [entryText(entry), entry])).values()]
}

const linesOf = (reads: readonly Read[]): JournalLine[] =>
  unique(reads.flatMap(({ entries }) => entries)).map(({ line }) => line)
