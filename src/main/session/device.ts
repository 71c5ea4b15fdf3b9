import { createHash } from 'node:crypto'
import { Id } from '@fieldfile/protocol/op'
import { z } from 'zod'
import type { SmallFile } from '../store/small-file.ts'

/** This device for one person on one server. */
interface DeviceIds {
  device: string
  /** The first id it had, under which its files lie. */
  home: string
}

export interface Devices {
  of(server: string, login: string): Promise<DeviceIds>
  /** A new id, on the disk before anybody uses it. */
  renew(server: string, login: string, ids: DeviceIds): Promise<void>
}

const Known = z.union([Id.transform((id) => ({ device: id, home: id })), z.object({ device: Id, home: Id })])

/**
 * A device is one person's (PROTOCOL, "Server"), so two people on one computer are two devices. Each id is made once and
 * kept in a file of its own: signing out and in again is the same device. Names are kept as digests.
 */
export function createDevices(file: SmallFile, newId: () => string): Devices {
  let last: Promise<unknown> = Promise.resolve()
  const inOrder = <T>(act: () => Promise<T>): Promise<T> => {
    const next = last.then(act)
    last = next.catch(() => undefined)
    return next
  }
  const all = async (): Promise<Record<string, unknown>> => parse((await file.read())?.toString('utf8'))

  return {
    of: (server, login) =>
      inOrder(async () => {
        const known = await all()
        const kept = Known.safeParse(known[keyOf(server, login)])
        if (kept.success) return kept.data
        const made = newId()
        await file.write(JSON.stringify({ ...known, [keyOf(server, login)]: made }))
        return { device: made, home: made }
      }),
    renew: (server, login, ids) =>
      inOrder(async () => file.write(JSON.stringify({ ...(await all()), [keyOf(server, login)]: ids })))
  }
}

const keyOf = (server: string, login: string): string =>
  createHash('sha256').update(`${server}\n${login.trim().toLowerCase()}`).digest('base64url')

function parse(text: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
