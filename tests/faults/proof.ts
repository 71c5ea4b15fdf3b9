// How often a proof is repeated, from which seed, and what it found. `npm run prove` sets these and prints the figures.
import { appendFileSync } from 'node:fs'

const { PROVE_TIMES, PROVE_SEED, PROVE_FIGURES } = process.env

/** So many rounds in `npm test`; what was asked for in `npm run prove`. */
export const times = (usual: number): number => Number(PROVE_TIMES ?? usual)
export const seed = Number(PROVE_SEED ?? 1)
/** Long enough for so many rounds on a busy computer. */
export const timeLimit = (rounds: number): number => 120_000 + rounds * 60_000

/** Mulberry32: the same seed gives the same faults. */
export function random(from = seed): () => number {
  let state = from >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
export const below = (chance: () => number, n: number): number => Math.floor(chance() * n)

/** What `npm run prove` puts in its line. */
export function figures(what: Record<string, number | string>): void {
  if (PROVE_FIGURES) appendFileSync(PROVE_FIGURES, `${JSON.stringify(what)}\n`)
}
