import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { FieldfileError } from '@fieldfile/protocol/errors'
import type { Backup, JournalLine, ResealedLine } from '@fieldfile/protocol/ipc'
import type { Journal } from '../journal/journal.ts'
import { resealer } from '../journal/reseal.ts'
import type { Log } from '../store/log.ts'
import { smallFile } from '../store/small-file.ts'
import { digestOf, openBackup, writeBackup, type Content, type Opened, type Owner } from './format.ts'

export interface BackupsDeps {
  folder: string
  journal: Journal
  /** Null where there is no key yet, or the keychain does not answer. */
  owner: () => Promise<Owner | null>
  now: () => number
  log: Log
}

export interface Backups {
  /** The journal, and what the worker has beside it. */
  make(beside: readonly JournalLine[]): Promise<Backup>
  /** Newest first. */
  list(): Promise<Backup[]>
  /** The lines of one. Throws where the file is not whole. */
  read(id: string): Promise<readonly JournalLine[]>
  /** Lines that were sealed with another key take the places of those they were, in every backup that is whole. */
  reseal(lines: readonly ResealedLine[]): Promise<void>
  /** Appends to the journal what it lacks, and says how many lines that was. Nothing where the file is not whole. */
  restore(id: string): Promise<number>
  /** When the newest was made; null without one. */
  lastAt(): Promise<number | null>
  /** On a schedule: makes one where there is something new. */
  tick(): Promise<void>
}

/** With one every four hours of work: a little more than a day, and the last days of a person who works less. */
export const keptBackups = 7
export const backupEveryMs = 4 * 3_600_000

const nameForm = /^backup-\d{1,16}$/

export function createBackups({ folder, journal, owner, now, log }: BackupsDeps): Backups {
  const pathOf = (id: string): string => join(folder, id)
  async function ids(): Promise<string[]> {
    const names = await readdir(folder).catch(() => [])
    return names.filter((name) => nameForm.test(name)).toSorted((a, b) => Number(b.slice(7)) - Number(a.slice(7)))
  }
  async function ownerNow(): Promise<Owner> {
    const found = await owner()
    if (!found) throw new FieldfileError('KEYCHAIN_LOCKED')
    return found
  }
  async function make(beside: readonly JournalLine[], isNews: (digest: string) => boolean): Promise<Backup | null> {
    const to = await ownerNow()
    const kept = await journal.read()
    const lines = [...kept.lines, ...lacking(kept.lines, beside)]
    if (!isNews(digestOf(lines))) return null
    const at = now()
    // Above every other, also after the clock was set back: the newest must not be the one that is deleted.
    const newest = Number((await ids())[0]?.slice(7) ?? 0)
    const id = `backup-${Math.max(at, newest + 1)}`
    const bytes = writeBackup({ lines, highest: kept.highest, hlc: kept.hlc }, to, at)
    await smallFile(pathOf(id)).write(bytes)
    for (const old of (await ids()).slice(keptBackups)) await rm(pathOf(old), { force: true })
    log('backup.made', { lines: lines.length, bytes: bytes.length })
    return entryOf(id, bytes, openBackup(bytes, to))
  }

  async function list(): Promise<Backup[]> {
    const by = await ownerNow()
    const found: Backup[] = []
    for (const id of await ids()) {
      const bytes = await readFile(pathOf(id))
      found.push(entryOf(id, bytes, openBackup(bytes, by)))
    }
    return found
  }

  async function contentOf(id: string): Promise<Content> {
    if (!(await ids()).includes(id)) throw new FieldfileError('NOT_FOUND')
    const opened = openBackup(await readFile(pathOf(id)), await ownerNow())
    if (!opened.ok) throw new FieldfileError(opened.code)
    return opened.content
  }

  return {
    list,
    make: async (beside) => (await make(beside, () => true))!,
    read: async (id) => (await contentOf(id)).lines,
    async reseal(resealed) {
      const to = await ownerNow()
      const change = resealer(resealed)
      for (const id of await ids()) {
        const opened = openBackup(await readFile(pathOf(id)), to)
        if (!opened.ok) continue
        const lines = opened.content.lines.map(change)
        if (lines.every((line, i) => line === opened.content.lines[i])) continue
        await smallFile(pathOf(id)).write(writeBackup({ ...opened.content, lines }, to, opened.header.at))
      }
    },
    async restore(id) {
      const { lines, hlc } = await contentOf(id)
      const lacks = lacking((await journal.read()).lines, lines)
      if (lacks.length > 0) await journal.append(lacks, hlc ?? undefined)
      log('backup.restored', { lines: lacks.length })
      return lacks.length
    },
    async lastAt() {
      const newest = (await ids())[0]
      return newest === undefined ? null : Number(newest.slice(7))
    },
    async tick() {
      const by = await owner()
      if (!by || (await journal.read()).lines.length === 0) return
      const newest = (await ids())[0]
      const last = newest === undefined ? null : openBackup(await readFile(pathOf(newest)), by)
      const age = now() - (last?.header?.at ?? 0)
      if (last?.ok && age >= 0 && age < backupEveryMs) return
      await make([], (digest) => digest !== last?.header?.digest || !last.ok)
    }
  }
}

/** What of `more` has no line of its kind and dseq in `kept`. */
function lacking(kept: readonly JournalLine[], more: readonly JournalLine[]): JournalLine[] {
  const known = new Set(kept.map(keyOf))
  return more.filter((line) => !known.has(keyOf(line)))
}

const entryOf = (id: string, bytes: Buffer, opened: Opened): Backup => ({
  id,
  at: opened.header?.at ?? 0,
  bytes: bytes.length,
  lines: opened.header?.count ?? 0,
  code: opened.ok ? null : opened.code
})
const keyOf = ({ dseq, kind }: JournalLine): string => `${dseq} ${kind}`
