/**
 * `npm run bench -- [name …] [--json] [--runs N]`: measures in a real Chromium and prints each figure beside the
 * physical limit of the same run. docs/performance.md says what each benchmark measures.
 */
import { parseArgs } from 'node:util'
import { device } from './device.ts'
import { firstSync145k, firstSync29k } from './first-sync.ts'
import { lineOf, type Bench, type Figure } from './lib/figure.ts'
import { save } from './save.ts'
import { search50k } from './search.ts'
import { serverOps } from './server-ops.ts'
import { push5000 } from './server-push-5000.ts'
import { storm } from './server-storm.ts'
import { start } from './start.ts'

const benches: readonly Bench[] = [
  firstSync29k,
  firstSync145k,
  device,
  save,
  search50k,
  push5000,
  serverOps,
  storm,
  start
]

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '3' },
    help: { type: 'boolean', default: false }
  }
})
const names = [...new Set(benches.flatMap(({ name, figures = [] }) => [name, ...figures]))]
const unknown = positionals.filter((name) => !names.includes(name))
const runs = Number(options.runs)
if (options.help || unknown.length > 0 || !Number.isInteger(runs) || runs < 1) {
  console.log(`npm run bench -- [${names.join('|')}] [--json] [--runs N]
  without a name: all; --json: one JSON line for each figure; --runs: the median of N runs (3) is told`)
  process.exit(options.help ? 0 : 2)
}

for (const { name, figures: own = [name], open } of benches) {
  const wanted = new Set(
    own.filter((figure) => [name, figure].some((asked) => positionals.length === 0 || positionals.includes(asked)))
  )
  if (wanted.size === 0) continue
  const opened = await open(wanted)
  const found = new Map<string, Figure[]>()
  try {
    for (let run = 0; run < runs; run++)
      for (const figure of await opened.run(wanted))
        found.set(figure.bench, [...(found.get(figure.bench) ?? []), figure])
    for (const figures of found.values()) print(lineOf(figures, opened.chromium()))
  } finally {
    await opened.close()
  }
}
// Connection pools of what was measured may linger.
process.exit(0)

function print(line: Record<string, unknown>): void {
  if (options.json) return console.log(JSON.stringify(line))
  const { bench, value, unit, limit, ratio, goal, ok, p50, p99, runs: count, values, at: _, machine, ...more } = line
  console.log(`${bench}  ${ok ? 'goal met' : 'GOAL NOT MET'}`)
  tell('value', `${value} ${unit} (median of ${count}: ${(values as number[]).join(', ')})`)
  if (limit !== null) tell('limit', `${limit} ${unit}, ratio ${ratio}`)
  tell('goal', goal)
  tell('p50', p50)
  tell('p99', p99)
  for (const [name, text] of Object.entries(more)) tell(name, text)
  tell('machine', machine)
}

function tell(name: string, text: unknown): void {
  if (text !== null && text !== undefined)
    console.log(`  ${name.padEnd(10)} ${typeof text === 'object' ? JSON.stringify(text) : text}`)
}
