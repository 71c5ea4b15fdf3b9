import { FieldfileError } from '@fieldfile/protocol/errors'
import { ipcCalls, type IpcCalls } from '@fieldfile/protocol/ipc'
import { isOfOrigin } from '../security/permissions.ts'
import type { Log } from '../store/log.ts'
import { createRateCap, type RateLimit } from './rate.ts'
import { sizeOf } from './size.ts'

export type Channel = keyof IpcCalls

/** Who sent a call, as far as Electron says. */
export interface Sender {
  /** Null where the frame is gone already. */
  senderFrame: { url: string; parent: unknown } | null
}

export interface GuardDeps {
  /** Origins of the app's own pages. */
  origins: readonly string[]
  now: () => number
  log: Log
}

const kilobyte = 1024
const megabyte = 1024 * kilobyte
// In memory, where a character takes two bytes. A push is at most 512 KB on the wire.
const sizeCaps: Partial<Record<Channel, number>> = {
  'sync.push': 8 * megabyte,
  'sync.pull': megabyte,
  'sync.snapshot': megabyte,
  'reminders.set': 16 * megabyte,
  'import.call': 56 * megabyte,
  'journal.append': 96 * megabyte,
  'backup.make': 96 * megabyte,
  'vault.reseal': 96 * megabyte,
  'blobs.put': 104 * megabyte,
  'unsent.export': 96 * megabyte
}
const usualSizeCap = 64 * kilobyte

// A keyboard held down reaches a few dozen a second; a password is not typed so fast.
const rateCaps: Partial<Record<Channel, RateLimit>> = {
  'session.signIn': { burst: 10, perSecond: 0.5 },
  'shell.open': { burst: 20, perSecond: 1 },
  // An import or a bulk change saves line after line.
  'journal.append': { burst: 5000, perSecond: 2000 },
  'backup.make': { burst: 10, perSecond: 0.2 }
}
const usualRateCap: RateLimit = { burst: 200, perSecond: 50 }

/** Lets a call through as a parsed argument, or throws IPC_REFUSED and says so in the log. */
export function createGuard({ origins, now, log }: GuardDeps) {
  const withinRate = createRateCap((channel) => rateCaps[channel as Channel] ?? usualRateCap)

  function refuse(channel: string, why: string): never {
    log('ipc.refused', { channel, why })
    throw new FieldfileError('IPC_REFUSED')
  }
  return function check<K extends Channel>(channel: K, { senderFrame }: Sender, args: unknown[]): IpcCalls[K]['in'] {
    const isOurs = senderFrame && origins.some((origin) => isOfOrigin(senderFrame.url, origin))
    if (!isOurs || senderFrame.parent !== null) return refuse(channel, 'sender')
    if (!withinRate(channel, now())) return refuse(channel, 'rate')
    if (args.length > 1) return refuse(channel, 'arguments')
    const cap = sizeCaps[channel] ?? usualSizeCap
    if (sizeOf(args[0], cap) > cap) return refuse(channel, 'size')
    const parsed = ipcCalls[channel].in.safeParse(args[0] ?? null)
    return parsed.success ? (parsed.data as IpcCalls[K]['in']) : refuse(channel, 'argument')
  }
}
