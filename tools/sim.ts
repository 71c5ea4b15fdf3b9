/**
 * `npm run sim -- --seeds N [--seed S]`: N sequences of 100 commands against the rules of PROTOCOL.md, each a seed of its own.
 * A failure prints its seed and the shortest steps that still break the rule; `--seed S --seeds 1` runs it again.
 */
import { parseArgs } from 'node:util'
import { simulate } from '../tests/sim/run.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    commands: { type: 'string', default: '100' }
  }
})
const [seeds, seed, commands] = [Number(values.seeds), Number(values.seed), Number(values.commands)]
const begun = performance.now()
const seconds = (): string => ((performance.now() - begun) / 1000).toFixed(1)
const { sequences, failure, counts } = await simulate({
  seed,
  sequences: seeds,
  commands,
  onProgress: (done) => {
    if (done % 1000 === 0) console.log(`${done} of ${seeds} sequences, ${seconds()} s`)
  }
})
if (failure) {
  console.error(`seed ${failure.seed}: ${failure.stack}`)
  console.error(`${failure.steps.length} steps:`)
  for (const s of failure.steps) console.error(`  ${JSON.stringify(s)}`)
  process.exitCode = 1
}
for (const [name, n] of Object.entries(counts).toSorted()) console.log(`${String(n).padStart(10)} ${name}`)
console.log(
  `${sequences} sequences of ${commands} commands from seed ${seed} in ${seconds()} s, ${failure ? 1 : 0} failed`
)
