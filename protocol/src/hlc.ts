/**
 * Hybrid logical clock (Kulkarni et al. 2014): 48-bit milliseconds, 16-bit counter, device id, written so that
 * the order of strings is the order of clocks: `0199a3c2f1e0-0004-<device uuid>`.
 */
export type Hlc = string

const pad = (n: number, width: number): string => n.toString(16).padStart(width, '0')
export const formatHlc = (ms: number, counter: number, device: string): Hlc =>
  `${pad(ms, 12)}-${pad(counter, 4)}-${device}`

export function parseHlc(hlc: Hlc): { ms: number; counter: number; device: string } {
  return {
    ms: Number.parseInt(hlc.slice(0, 12), 16),
    counter: Number.parseInt(hlc.slice(13, 17), 16),
    device: hlc.slice(18)
  }
}

/** The next tick of a device: never behind what it has issued or seen, whatever its wall clock says. */
export function tick(last: Hlc | null, now: number, device: string): Hlc {
  if (!last) return formatHlc(Math.max(0, now), 0, device)
  const { ms, counter } = parseHlc(last)
  if (now > ms) return formatHlc(now, 0, device)
  return counter < 0xffff ? formatHlc(ms, counter + 1, device) : formatHlc(ms + 1, 0, device)
}

/**
 * The server accepts clocks at most five minutes ahead of its own; a later one is pulled back to that bound, as the last
 * tick of it. Ops of one device that meet there keep their order by `dseq`.
 */
export const maxAheadMs = 5 * 60_000
export function clamp(hlc: Hlc, receivedAt: number): Hlc {
  const { ms, device } = parseHlc(hlc)
  return ms > receivedAt + maxAheadMs ? formatHlc(receivedAt + maxAheadMs, 0xffff, device) : hlc
}
