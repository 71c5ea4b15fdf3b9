import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { messageOf, type Log } from '../store/log.ts'
import type { SmallFile } from '../store/small-file.ts'

const freeAttempts = 5
const minute = 60_000
const longestWaitMs = 15 * minute

/** How long to wait after so many PINs that opened nothing: 1, 2, 4, 8, 15, 15 … minutes from the fifth on. */
export function waitAfter(count: number): number {
  return count < freeAttempts ? 0 : Math.min(longestWaitMs, 2 ** (count - freeAttempts) * minute)
}
/** Taken for true where the file is gone or forged: a person who deletes it must not gain by it. */
const worstCount = freeAttempts + 4

export interface AttemptsDeps {
  file: SmallFile
  /** Wall time, and a clock that nobody can set. */
  clocks: () => { wall: number; counted: number }
  log: Log
}

/** Counts how often the secret was given out while a PIN is on, across restarts. */
export interface Attempts {
  /** Milliseconds until the secret may be given again. */
  wait(secret: Buffer | null): Promise<number>
  /** Counts one more. Resolves when that is on the disk. */
  count(secret: Buffer | null): Promise<void>
  reset(secret: Buffer | null): Promise<void>
}

const Stored = z.object({ count: z.int().min(0), at: z.number(), mac: z.string() })

function macOf(secret: Buffer | null, count: number, at: number): string {
  return createHmac('sha256', secret ?? Buffer.alloc(0))
    .update(`fieldfile attempts ${count} ${at}`)
    .digest('hex')
}

export function createAttempts({ file, clocks, log }: AttemptsDeps): Attempts {
  /** In this run the wait is counted by a clock that nobody can set. */
  let known: { count: number; until: number } | null = null

  async function load(secret: Buffer | null): Promise<{ count: number; until: number }> {
    const { wall, counted } = clocks()
    const stored = Stored.safeParse(await readJson(file))
    const isOurs = stored.success && isSame(stored.data.mac, macOf(secret, stored.data.count, stored.data.at))
    if (!isOurs) {
      log('vault.attempts-unknown')
      return keep(secret, worstCount)
    }
    const { count, at } = stored.data
    // A clock that was set back has not waited; one that was set forward before this start cannot be told.
    const waited = Math.max(0, wall - at)
    return { count, until: counted + Math.max(0, waitAfter(count) - waited) }
  }

  async function keep(secret: Buffer | null, count: number): Promise<{ count: number; until: number }> {
    const { wall, counted } = clocks()
    const stored = JSON.stringify({ count, at: wall, mac: macOf(secret, count, wall) })
    // On a full disk this run remembers; a person must still get at what is unsent.
    await file.write(stored).catch((error) => log('vault.attempts-not-stored', { cause: messageOf(error) }))
    known = { count, until: counted + waitAfter(count) }
    return known
  }

  return {
    async wait(secret) {
      known ??= await load(secret)
      return Math.max(0, Math.ceil(known.until - clocks().counted))
    },
    async count(secret) {
      known ??= await load(secret)
      await keep(secret, known.count + 1)
    },
    async reset(secret) {
      if (known?.count !== 0) await keep(secret, 0)
    }
  }
}

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

async function readJson(file: SmallFile): Promise<unknown> {
  try {
    return JSON.parse(String(await file.read()))
  } catch {
    return null
  }
}
