import { crc32 } from 'node:zlib'

/**
 * One payload as one line: `<crc32, 8 hex digits> <bytes> <payload>\n`. A payload is ASCII without a line feed. The sum
 * finds what a disk does to a line; against a person who changes it the payload has its own AEAD.
 */
export function frame(payload: string): string {
  return `${sumOf(Buffer.from(payload, 'latin1'))} ${payload.length} ${payload}\n`
}

export interface Frames {
  payloads: string[]
  /** Where the last good line ends. */
  goodLength: number
  /** Unreadable lines before the last good one. */
  damaged: number
  /** Something follows the last good line, or its line feed is missing. */
  torn: boolean
}

/** Finds every good line, also behind a bad one. */
export function readFrames(bytes: Buffer): Frames {
  const found: Frames = { payloads: [], goodLength: 0, damaged: 0, torn: false }
  let bad = 0
  let isWhole = true
  for (let at = 0; at < bytes.length;) {
    const next = frameAt(bytes, at)
    if (next) {
      found.payloads.push(next.payload)
      found.damaged += bad
      bad = 0
      // A line feed that was changed does not cost its line.
      isWhole = bytes[next.end] === lineFeed
      at = Math.min(next.end + 1, bytes.length)
      found.goodLength = at
    } else {
      bad += 1
      const end = bytes.indexOf(lineFeed, at)
      at = end === -1 ? bytes.length : end + 1
    }
  }
  found.torn = bad > 0 || !isWhole
  return found
}

const lineFeed = 0x0a
const sumOf = (bytes: Buffer): string => crc32(bytes).toString(16).padStart(8, '0')

function frameAt(bytes: Buffer, at: number): { payload: string; end: number } | null {
  const start = /^([0-9a-f]{8}) (\d{1,8}) /.exec(bytes.toString('latin1', at, at + 18))
  if (!start) return null
  const from = at + start[0].length
  const end = from + Number(start[2])
  if (end > bytes.length) return null
  const payload = bytes.subarray(from, end)
  return sumOf(payload) === start[1] ? { payload: payload.toString('latin1'), end } : null
}
