/**
 * `npm test`: builds the app once, runs every Vitest project, and ends with one line `N passed, N failed`.
 * Arguments are handed to Vitest: `npm test -- --project unit domain`.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const bin = (name: string): string => resolve(root, 'node_modules/.bin', name)
const args = process.argv.slice(2)
const projects = args.includes('--project') ? [null] : ['unit', 'browser', 'e2e']
mkdirSync(resolve(root, '.cache'), { recursive: true })

interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numFailedTestSuites: number
  testResults: { status: string; assertionResults: unknown[] }[]
}

let [passed, failed, skipped] = [0, 0, 0]
let status = 0
for (const project of projects) {
  const out = resolve(root, `.cache/test-${project ?? 'some'}.json`)
  const run = spawnSync(
    bin('vitest'),
    [
      'run',
      ...(project ? ['--project', project] : []),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${out}`,
      ...args
    ],
    { cwd: root, stdio: 'inherit' }
  )
  status ||= run.status ?? 1
  try {
    const report = JSON.parse(readFileSync(out, 'utf8')) as Report
    passed += report.numPassedTests
    // A file that could not be loaded has no tests of its own but is a failure all the same.
    failed +=
      report.numFailedTests +
      report.testResults.filter((f) => f.status === 'failed' && f.assertionResults.length === 0).length
    skipped += report.numPendingTests
  } catch {
    failed += 1
  }
}
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`)
process.exit(status || (failed > 0 ? 1 : 0))
