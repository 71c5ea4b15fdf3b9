export interface RateLimit {
  /** So many calls may come at once … */
  burst: number
  /** … and so many in every second after. */
  perSecond: number
}

/** A token bucket per channel. Time is passed in; a clock that steps back gives nothing and takes nothing. */
export function createRateCap(limitOf: (channel: string) => RateLimit) {
  const buckets = new Map<string, { tokens: number; at: number }>()
  return (channel: string, now: number): boolean => {
    const { burst, perSecond } = limitOf(channel)
    const { tokens, at } = buckets.get(channel) ?? { tokens: burst, at: now }
    const filled = Math.min(burst, tokens + (Math.max(0, now - at) / 1000) * perSecond)
    buckets.set(channel, { tokens: filled < 1 ? filled : filled - 1, at: now })
    return filled >= 1
  }
}
