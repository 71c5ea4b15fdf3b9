import { join } from 'node:path'
import { placeFile, type Disk, type GrowingFile } from '../store/disk.ts'
import { entryText, headerText, journalVersion, nameOf, numberOf, readSegment, type Entry } from './segment.ts'
import { readSegments, type Cut } from './read-segments.ts'

/** What is known of a segment without reading it again. */
interface Kept {
  number: number
  /** The bytes that count; what follows was never acknowledged. */
  length: number
  count: number
  /** The highest dseq of its lines; -1 without lines. */
  highest: number
}

export interface Read {
  number: number
  entries: Entry[]
  damaged: number
  torn: boolean
}

export interface SegmentsDeps {
  folder: string
  disk: Disk
  /** The key record to copy into the next header. */
  keys: () => string | null
}

/** The files of one journal. Its methods are called one after the other (journal.ts). */
export interface Segments {
  /** Oldest first; the last one is appended to. */
  kept: Kept[]
  highest: number
  hlc: string | null
  /** The newest copy of the key record. */
  keys: string | null
  /** Reads what an earlier run left. Once; again after a failure. */
  open(): Promise<void>
  /** All of it is on the disk, or it throws and none of it counts. */
  append(entries: readonly Entry[]): Promise<void>
  /** Begins a segment with these lines, after which segments below `first` are not needed. */
  begin(first: number, carried: readonly Entry[]): Promise<void>
  /** Deletes the segments below, oldest first. */
  drop(first: number): Promise<void>
  read(numbers: readonly number[]): Promise<Read[]>
  close(): Promise<void>
}

/** A laptop writes a few hundred lines between two syncs; a segment is small enough to be read in one go. */
export const limits = { bytes: 1024 * 1024, lines: 2000 }

export function createSegments({ folder, disk, keys }: SegmentsDeps): Segments {
  const pathOf = (segment: number): string => join(folder, nameOf(segment))
  let isOpen = false
  let active: GrowingFile | null = null
  /** Set where the end of the last segment is not good: lines go to a new one. */
  let cut: Cut | null = null
  /** What an earlier run left behind. */
  let untidy: { names: string[]; dead: number[] } | null = null

  const last = (): Kept | undefined => all.kept.at(-1)
  const first = (): number => all.kept[0]?.number ?? 1

  function note(kept: Kept, entries: readonly Entry[], bytes: number): void {
    kept.length += bytes
    kept.count += entries.length
    for (const { line, hlc } of entries) {
      kept.highest = Math.max(kept.highest, line.dseq)
      all.highest = Math.max(all.highest, line.dseq)
      if (hlc !== null && hlc > (all.hlc ?? '')) all.hlc = hlc
    }
  }

  async function open(): Promise<void> {
    if (isOpen) return
    await close() // after a failed call another segment may be the last one
    const names = await disk.list(folder)
    const numbers = names.map(numberOf).filter((number) => number !== null)
    const files: { number: number; bytes: Buffer }[] = []
    for (const number of numbers.toSorted((a, b) => a - b)) {
      files.push({ number, bytes: await disk.read(pathOf(number)) })
    }
    const found = readSegments(files, cut)
    all.kept = []
    let needed = 1
    for (const { number, length, header, entries } of found.segments) {
      if (header) {
        all.highest = Math.max(all.highest, header.highest)
        if (header.hlc !== null && header.hlc > (all.hlc ?? '')) all.hlc = header.hlc
        all.keys = header.keys ?? all.keys
        needed = Math.max(needed, header.first)
      }
      const kept: Kept = { number, length: 0, count: 0, highest: -1 }
      all.kept.push(kept)
      note(kept, entries, length)
    }
    all.kept = all.kept.filter(({ number }) => number >= needed)
    cut = found.cut
    untidy = { names, dead: numbers.filter((number) => number < needed) }
    isOpen = true
  }

  /** Before the first change, so that a disk on which nothing can be written can still be read. */
  async function tidy(): Promise<void> {
    if (!untidy) return
    const { names, dead } = untidy
    for (const name of names.filter((one) => one.endsWith('.tmp'))) await disk.remove(join(folder, name))
    for (const number of dead) await disk.remove(pathOf(number))
    // A program that ended early, or a call that failed, may have left a name that a power cut would take.
    if (names.length > 0) await disk.syncFolder(folder)
    untidy = null
  }

  async function begin(needed: number, carried: readonly Entry[]): Promise<void> {
    await tidy()
    const number = (last()?.number ?? 0) + 1
    const copy = keys() ?? all.keys
    const header = { version: journalVersion, highest: all.highest, hlc: all.hlc, first: needed, cut, keys: copy }
    const bytes = Buffer.from(headerText(header) + carried.map(entryText).join(''), 'latin1')
    isOpen = false // if this fails, the file may be there all the same: the folder is read again
    await placeFile(disk, folder, nameOf(number), bytes)
    isOpen = true
    await close()
    const kept: Kept = { number, length: 0, count: 0, highest: -1 }
    all.kept.push(kept)
    note(kept, carried, bytes.length)
    all.keys = copy
    cut = null
  }

  async function append(entries: readonly Entry[]): Promise<void> {
    const full = (last()?.length ?? 0) >= limits.bytes || (last()?.count ?? 0) >= limits.lines
    await tidy()
    if (!last() || cut || full) await begin(first(), [])
    const kept = last()!
    const bytes = Buffer.from(entries.map(entryText).join(''), 'latin1')
    try {
      active ??= await disk.grow(pathOf(kept.number))
      await active.append(bytes)
      await active.sync()
    } catch (error) {
      // What a failed write or fsync left there is unknown, so this file gets no line any more.
      cut = { segment: kept.number, length: kept.length }
      await close()
      await disk.truncate(pathOf(kept.number), kept.length).catch(() => undefined)
      throw error
    }
    note(kept, entries, bytes.length)
  }

  async function drop(needed: number): Promise<void> {
    await tidy()
    const dead = all.kept.filter(({ number }) => number < needed)
    all.kept = all.kept.filter(({ number }) => number >= needed)
    for (const { number } of dead) await disk.remove(pathOf(number))
    if (dead.length > 0) await disk.syncFolder(folder)
  }

  async function close(): Promise<void> {
    await active?.close().catch(() => undefined)
    active = null
  }

  const all: Segments = {
    kept: [],
    highest: 0,
    hlc: null,
    keys: null,
    open,
    append,
    begin,
    drop,
    close,
    async read(numbers) {
      const reads: Read[] = []
      for (const { number, length } of all.kept.filter((kept) => numbers.includes(kept.number))) {
        const bytes = await disk.read(pathOf(number))
        const { entries, damaged, torn } = readSegment(bytes.subarray(0, length))
        const isLast = number === last()?.number
        const isTorn = torn || bytes.length > length
        reads.push({ number, entries, damaged: damaged + (torn && !isLast ? 1 : 0), torn: isLast && isTorn })
      }
      return reads
    }
  }
  return all
}
