import * as fc from 'fast-check'
import { run } from './act.ts'
import { step, type Step } from './steps.ts'
import { freshWorld } from './company.ts'
import type { Defects, World } from './world.ts'

export interface Options {
  /** The first sequence; the following ones count on. */
  seed: number
  sequences: number
  commands?: number
  defects?: Defects
  /** What each sequence runs in. */
  open?(defects: Defects): Promise<World>
  /** Steps tried to shorten a failing sequence. */
  shrink?: number
  onProgress?(done: number): void
}
interface Failure {
  seed: number
  message: string
  stack: string
  steps: Step[]
}
export interface Outcome {
  sequences: number
  failure: Failure | null
  /** What happened in all of them, by name. */
  counts: Record<string, number>
}

// Refusals are errors with a code, thousands of them: their stacks are not worth their time.
Error.stackTraceLimit = 4

/** Neighbouring numbers give unlike sequences (splitmix32). */
function mixed(seed: number): number {
  let z = (seed + 0x9e3779b9) | 0
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return (z ^ (z >>> 15)) | 0
}

async function once(
  steps: readonly Step[],
  defects: Defects,
  open: (defects: Defects) => Promise<World>
): Promise<World> {
  const world = await open(defects)
  for (const s of steps) await run(world, s)
  await world.rest()
  return world
}

/** Runs sequences until one breaks a rule; that one is made as short as it gets. */
export async function simulate(options: Options): Promise<Outcome> {
  const { seed, sequences, commands = 100, defects = {}, open = freshWorld, shrink = 2000, onProgress } = options
  const counts: Record<string, number> = {}
  for (let i = 0; i < sequences; i++) {
    const [steps] = fc.sample(fc.array(step, { minLength: commands, maxLength: commands }), {
      seed: mixed(seed + i),
      numRuns: 1
    })
    try {
      const world = await once(steps!, defects, open)
      for (const [name, n] of Object.entries(world.oracle.counts)) counts[name] = (counts[name] ?? 0) + n
    } catch (error) {
      const short = await shortened(steps!, error as Error, shrink, (s) => once(s, defects, open))
      return { sequences: i + 1, failure: { seed: seed + i, ...short }, counts }
    }
    onProgress?.(i + 1)
  }
  return { sequences, failure: null, counts }
}

/** The rule in brackets says whether a shorter sequence fails in the same way. */
const ruleOf = ({ message }: Error): string => /^\[\w+\]/.exec(message)?.[0] ?? message.slice(0, 20)

/** Leaves out ever smaller parts as long as the same rule breaks (delta debugging, Zeller 1999). */
async function shortened(
  all: readonly Step[],
  first: Error,
  budget: number,
  attempt: (steps: readonly Step[]) => Promise<unknown>
): Promise<Omit<Failure, 'seed'>> {
  let [steps, error] = [[...all], first]
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < steps.length && budget > 0;) {
      budget--
      const rest = steps.toSpliced(from, size)
      const failed = await attempt(rest).then(
        () => null,
        (e: Error) => (ruleOf(e) === ruleOf(first) ? e : null)
      )
      if (failed) [steps, error] = [rest, failed]
      else from += size
    }
  }
  return { message: error.message, stack: error.stack ?? '', steps }
}
