import { appendFile, mkdir, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What a log line may say beside its event: codes, counts, channel names. Never what a person typed. */
export type Facts = Record<string, string | number | boolean | null | undefined>
export type Log = (event: string, facts?: Facts) => void

// 512 KB hold weeks of these lines; the previous file is kept once.
const limitBytes = 512 * 1024

/**
 * Lets codes and names pass and hides everything else: text that is not plain ASCII words, and any long run with digits
 * in it, which is what tokens and keys look like.
 */
export function redact(value: string): string {
  const plain = /^[\w.:,()'/ -]{0,120}$/.test(value)
  const secretLike = /[A-Za-z0-9_-]{20,}/.exec(value)?.[0].match(/\d/)
  return plain && !secretLike ? value : '[hidden]'
}

export function logLine(at: Date, event: string, facts: Facts = {}): string {
  const safe = Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === 'string' ? redact(value) : value])
  return `${JSON.stringify({ at: at.toISOString(), event, ...Object.fromEntries(safe) })}\n`
}

/** The message of an error as a fact; `redact` hides it where it quotes what a person typed. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? `${error.name} ${error.message}` : 'unknown'

/** A log that never throws and never grows beyond two files. */
export function openLog(path: string): Log {
  let last: Promise<unknown> = mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch(() => undefined)
  const append = async (line: string): Promise<void> => {
    const size = (await stat(path).catch(() => null))?.size ?? 0
    if (size + line.length > limitBytes) await rename(path, `${path}.1`)
    await appendFile(path, line, { mode: 0o600 })
  }
  return (event, facts) => {
    const line = logLine(new Date(), event, facts)
    last = last.then(() => append(line)).catch(() => undefined)
  }
}
