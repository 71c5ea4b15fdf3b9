import { cpus, loadavg } from 'node:os'

/** What one run of a benchmark found. The goal is judged by `ok`. */
export interface Figure {
  bench: string
  value: number
  unit: string
  /** The same work done as the machine allows at best, in the same run; null where there is no such thing. */
  limit: number | null
  ratio: number | null
  /** In words: `ratio <= 0.25`. */
  goal: string
  ok: boolean
  p50?: number
  p99?: number
  /** Further numbers worth knowing, and what was checked. */
  more?: Record<string, unknown>
}

export interface Bench {
  name: string
  /** Its figures, where each may be asked for alone. */
  figures?: readonly string[]
  /** Prepares once, then measures as often as asked, and takes away what it made. */
  open(wanted: ReadonlySet<string>): Promise<Opened>
}
interface Opened {
  /** `wanted`: figures that are asked for; a benchmark with one way to run gives all it has. */
  run(wanted: ReadonlySet<string>): Promise<Figure[]>
  /** Version of the Chromium that was measured. */
  chromium(): string
  close(): Promise<void>
}

/** Value at a share of sorted numbers: nearest rank. */
export const percentile = (numbers: readonly number[], share: number): number =>
  numbers.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(numbers.length * share) - 1)]!

export const round = (value: number, digits = 3): number => Number(value.toFixed(digits))

/** The line of a figure after all runs: the run of the median value, with the values of all. */
export function lineOf(runs: readonly Figure[], chromium: string): Record<string, unknown> {
  const sorted = runs.toSorted((a, b) => a.value - b.value)
  const { p50 = null, p99 = null, more, ...figure } = sorted[Math.floor((sorted.length - 1) / 2)]!
  return {
    ...figure,
    p50,
    p99,
    runs: runs.length,
    values: runs.map(({ value }) => value),
    at: new Date().toISOString(),
    /** Of the last minute, what is measured included: far above the cores, the figures say little. */
    load: round(loadavg()[0]!, 1),
    machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version, chromium },
    ...more
  }
}
