/** An exponential wait with half of it left to chance, so that many devices do not come back at the same moment. */
export function backOff(tries: number, chance: number, { minMs, maxMs }: { minMs: number; maxMs: number }): number {
  const full = Math.min(maxMs, minMs * 2 ** Math.min(tries, 30))
  return Math.max(minMs, Math.round(full * (0.5 + chance / 2)))
}
