import { createHash } from 'node:crypto'
import { Id } from '@fieldfile/protocol/op'
import type { SmallFile } from '../store/small-file.ts'

/** The id of this device for one person on one server. */
export type DeviceFor = (server: string, login: string) => Promise<string>

/**
 * A device is one person's (PROTOCOL, "Server"), so two people on one computer are two devices. Each id is made once and
 * kept in a file of its own: signing out and in again is the same device. Names are kept as digests.
 */
export function createDevices(file: SmallFile, newId: () => string): DeviceFor {
  let last: Promise<unknown> = Promise.resolve()
  async function deviceFor(server: string, login: string): Promise<string> {
    const key = createHash('sha256').update(`${server}\n${login.trim().toLowerCase()}`).digest('base64url')
    const known = parse((await file.read())?.toString('utf8'))
    const kept = Id.safeParse(known[key])
    if (kept.success) return kept.data
    const made = newId()
    await file.write(JSON.stringify({ ...known, [key]: made }))
    return made
  }
  return (server, login) => {
    const next = last.then(() => deviceFor(server, login))
    last = next.catch(() => undefined)
    return next
  }
}

function parse(text: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
