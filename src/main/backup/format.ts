import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Backup, JournalLine } from '@fieldfile/protocol/ipc'
import { z } from 'zod'
import { readFrames } from '../journal/frame.ts'
import { entryText, parseEntry } from '../journal/segment.ts'

const backupVersion = 1
const format = 'fieldfile-backup'

/** First line of a backup, in clear: what it is and whose. */
const BackupHeader = z.object({
  format: z.literal(format),
  version: z.int().min(1),
  at: z.int(),
  /** The folder it belongs to, which is a digest of person and device. */
  place: z.string(),
  highest: z.int(),
  hlc: z.string().nullable(),
  count: z.int(),
  /** Of the lines, so that nothing new is seen without opening them. */
  digest: z.string()
})
type BackupHeader = z.infer<typeof BackupHeader>

/** Whose backups these are, and what proves it. */
export interface Owner {
  place: string
  /** The keychain's secret; null with a passphrase: then the tag finds damage only, and each line's AEAD the rest. */
  secret: Buffer | null
}

export interface Content {
  lines: readonly JournalLine[]
  highest: number
  hlc: string | null
}

export type Opened =
  | { ok: true; header: BackupHeader; content: Content }
  | { ok: false; code: Refusal; header?: BackupHeader }
type Refusal = NonNullable<Backup['code']>

function tagOf(secret: Buffer | null, body: Buffer): Buffer {
  const key = hkdfSync('sha256', secret ?? Buffer.alloc(0), Buffer.alloc(0), 'fieldfile backup 1', 32)
  return createHmac('sha256', Buffer.from(key)).update(body).digest()
}

const textOf = (lines: readonly JournalLine[]): string => lines.map((line) => entryText({ line, hlc: null })).join('')
export const digestOf = (lines: readonly JournalLine[]): string =>
  createHash('sha256').update(textOf(lines)).digest('hex')

/** Header, lines framed as in the journal, and an HMAC over all of it. */
export function writeBackup({ lines, highest, hlc }: Content, { place, secret }: Owner, at: number): Buffer {
  const count = lines.length
  const digest = digestOf(lines)
  const header: BackupHeader = { format, version: backupVersion, at, place, highest, hlc, count, digest }
  const body = Buffer.from(`${JSON.stringify(header)}\n${textOf(lines)}`, 'latin1')
  return Buffer.concat([body, tagOf(secret, body)])
}

const tagBytes = 32

/** All of it, or the reason why nothing of it. */
export function openBackup(bytes: Buffer, owner: Owner): Opened {
  const end = bytes.indexOf(0x0a)
  const header = BackupHeader.safeParse(json(bytes.toString('latin1', 0, Math.max(0, end))))
  if (!header.success || bytes.length < tagBytes) return { ok: false, code: 'BACKUP_CHANGED' }
  // Before the tag: a newer format may have another one, and another device's secret is not known here.
  if (header.data.version > backupVersion) return { ok: false, code: 'BACKUP_NEWER', header: header.data }
  if (header.data.place !== owner.place) {
    return { ok: false, code: 'BACKUP_FOREIGN', header: header.data }
  }
  const body = bytes.subarray(0, -tagBytes)
  if (!timingSafeEqual(tagOf(owner.secret, body), bytes.subarray(-tagBytes))) {
    return { ok: false, code: 'BACKUP_CHANGED', header: header.data }
  }
  const lines = readFrames(body.subarray(end + 1)).payloads.flatMap((payload) => parseEntry(payload)?.line ?? [])
  const { highest, hlc, count } = header.data
  if (lines.length !== count) return { ok: false, code: 'BACKUP_CHANGED', header: header.data }
  return { ok: true, header: header.data, content: { lines, highest, hlc } }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
