import { createHash } from 'node:crypto'
import { FieldfileError } from '@fieldfile/protocol/errors'
import { KeyFile } from '@fieldfile/protocol/ipc'
import { z } from 'zod'

/**
 * All that it takes to open the data but the PIN: the secret as the keychain sealed it, and the worker's wrapped key. Kept
 * as one text, in the key file and in the journal's headers, so that one copy restores the other whole.
 */
export const KeyRecord = z.object({
  version: z.literal(1),
  /** Null: the key was made where no keychain protects, and a passphrase stands in for the secret. */
  secret: z.base64().nullable(),
  /** Null until the worker has made its key. */
  keyFile: KeyFile.nullable()
})
export type KeyRecord = z.infer<typeof KeyRecord>

// A changed bit of the wrapped key would look like a wrong PIN; the sum tells them apart.
const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex')

export function recordText(record: KeyRecord): string {
  const text = JSON.stringify(record)
  return JSON.stringify({ sum: sumOf(text), record: text })
}

/** Null where the text is damaged. Throws APP_TOO_OLD where it is whole and of a newer version: nothing is put in its place. */
export function parseRecord(text: string): KeyRecord | null {
  let content: unknown
  try {
    const { sum, record } = z.object({ sum: z.string(), record: z.string() }).parse(JSON.parse(text))
    if (sum !== sumOf(record)) return null
    content = JSON.parse(record)
  } catch {
    return null
  }
  const known = KeyRecord.safeParse(content)
  if (!known.success) throw new FieldfileError('APP_TOO_OLD')
  return known.data
}
