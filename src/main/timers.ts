/** Timers as the parts want them; none of them keeps the program alive. */

/** setTimeout counts in 32 bits; a longer wait fires when the bits run out and is then simply early. */
const longest = 2 ** 31 - 1

export function after(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, Math.min(longest, Math.max(0, ms)))
  return () => clearTimeout(timer)
}

export const at = (moment: number, act: () => void): (() => void) => after(moment - Date.now(), act)

export function every(ms: number, act: () => void): void {
  setInterval(act, ms).unref()
}
