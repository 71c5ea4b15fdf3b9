/**
 * `npm run prove`: the long proofs, each by name (`npm run prove -- kill corruption`), all of them without one.
 * `--times N` says how often each case is repeated, `--seed S` which faults. One line per proof; docs/proofs.md keeps them.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildIsStale } from './build-state.ts'

const root = resolve(import.meta.dirname, '..')

/** A proof is the tests of `npm test` with more rounds: PROVE_TIMES and PROVE_SEED say how many and which. */
interface Proof {
  shows: string
  project: 'unit' | 'browser' | 'e2e'
  files: readonly string[]
  /** Repeats of each of its cases where nothing is said. */
  times: number
}
const proofs: Record<string, Proof> = {
  sim: {
    shows: 'sequences of 100 commands, three users with five devices each, against an oracle',
    project: 'unit',
    files: ['tests/sim/sim.test.ts'],
    times: 100_000
  },
  network: {
    shows: 'messages between app and server lost, cut, doubled, late and answered wrongly',
    project: 'unit',
    files: ['tests/contract/faults-network.test.ts'],
    times: 1000
  },
  corruption: {
    shows: 'files of the database damaged, one at a time',
    project: 'e2e',
    files: ['tests/faults/corruption.test.ts'],
    times: 100
  },
  kill: {
    shows: 'killed at each point of the write path',
    project: 'e2e',
    files: ['tests/faults/kill-points.test.ts'],
    times: 10
  },
  'power-loss': {
    shows: 'older, lost, flipped and cut files after a power cut',
    project: 'e2e',
    files: ['tests/faults/power-loss.test.ts'],
    times: 20
  },
  journal: {
    shows: 'the journal alone: killed and full at each call of the disk',
    project: 'e2e',
    files: ['tests/faults/journal-kill.test.ts'],
    times: 1
  },
  unreadable: {
    shows: 'what was typed is not found on the disk',
    project: 'e2e',
    files: ['tests/faults/unreadable-disk.test.ts'],
    times: 1
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    times: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false }
  }
})
if (values.help) {
  console.log('npm run prove -- [NAME …] [--times N] [--seed S]    all of them without a name\n')
  for (const [name, { shows, times }] of Object.entries(proofs))
    console.log(`  ${name.padEnd(12)}${shows} (× ${times})`)
  process.exit(0)
}
const unknown = positionals.filter((name) => !(name in proofs))
if (unknown.length > 0) {
  console.error(`no such proof: ${unknown.join(', ')}. There are: ${Object.keys(proofs).join(', ')}`)
  process.exit(2)
}

const bin = (name: string): string => resolve(root, 'node_modules/.bin', name)
const cache = resolve(root, '.cache')
mkdirSync(cache, { recursive: true })
if (buildIsStale(root))
  spawnSync(bin('electron-vite'), ['build', '--logLevel', 'error'], { cwd: root, stdio: 'inherit' })

/** The figures of the tests of one proof, added up. */
function figuresOf(file: string): string {
  if (!existsSync(file)) return ''
  const all: Record<string, number | string> = {}
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    for (const [name, value] of Object.entries(JSON.parse(line) as Record<string, number | string>))
      all[name] = typeof value === 'number' ? value + Number(all[name] ?? 0) : value
  }
  return Object.entries(all)
    .map(([name, value]) => `${value} ${name}`)
    .join(', ')
}

let status = 0
for (const name of positionals.length > 0 ? positionals : Object.keys(proofs)) {
  const { shows, project, files, times } = proofs[name]!
  const file = resolve(cache, `prove-${name}.jsonl`)
  rmSync(file, { force: true })
  const from = Date.now()
  const run = spawnSync(bin('vitest'), ['run', '--project', project, ...files], {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      FIELDFILE_BUILT: '1',
      PROVE_TIMES: values.times ?? String(times),
      PROVE_SEED: values.seed,
      PROVE_FIGURES: file
    }
  })
  const isGood = run.status === 0
  if (!isGood) {
    status = 1
    console.error(run.stdout, run.stderr)
  }
  const minutes = ((Date.now() - from) / 60_000).toFixed(1)
  console.log(
    `${isGood ? 'proven' : 'FAILED'} ${name}: ${shows}; ${figuresOf(file)}; seed ${values.seed}, ${minutes} min`
  )
}
process.exit(status)
