import { Id } from '@fieldfile/protocol/op'
import type { SmallFile } from '../store/small-file.ts'

/** This device's id: made once and kept in a file of its own, so that signing out and in again is the same device. */
export async function deviceId(file: SmallFile, newId: () => string): Promise<string> {
  const kept = Id.safeParse((await file.read())?.toString('utf8').trim())
  if (kept.success) return kept.data
  const made = newId()
  await file.write(`${made}\n`)
  return made
}
