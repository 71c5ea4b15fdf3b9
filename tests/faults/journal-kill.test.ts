// kill -9 of a program that writes the journal: every line that it was told is on the disk is there afterwards.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { createJournal } from '../../src/main/journal/journal.ts'
import { realDisk } from '../../src/main/store/disk.ts'
import { wrongIn, type Told } from '../../src/main/testing/work-day.ts'

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'journal-kill-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

interface End {
  signal: NodeJS.Signals | null
  reports: Told[]
}
const child = fileURLToPath(new URL('journal-child.ts', import.meta.url))

function run(args: string[], killAfterReports = Infinity): Promise<End> {
  const program = spawn(process.execPath, [child, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  program.stdout.on('data', (data) => {
    text += String(data)
    if (text.split('\n').length > killAfterReports) program.kill('SIGKILL')
  })
  return new Promise((done) => {
    program.once('close', (_code, signal) => {
      const lines = text.split('\n').slice(0, -1)
      const reports = lines.map((line) => {
        const { acknowledged, settled } = JSON.parse(line) as { acknowledged: [number, string][]; settled: number }
        return { acknowledged: new Map(acknowledged), settled }
      })
      done({ signal, reports })
    })
  })
}

async function readAgain(folder: string) {
  const journal = createJournal({ folder, disk: realDisk, keys: () => null, log: () => {} })
  const content = await journal.read()
  await journal.append([{ dseq: content.highest + 1, kind: 'op', data: 'QUJD' }])
  await journal.close()
  return content
}

test.each([
  ['before', 17],
  ['after', 0]
] as const)('killed %s each call of the disk, %i bytes landed: 0 lines lost', async (how, bytes) => {
  const wrong: string[] = []
  let points = 0
  for (let at = 1; ; at += 1) {
    const folder = newFolder()
    const { signal, reports } = await run([folder, String(at), how, String(bytes)])
    if (signal === null) break
    points += 1
    const { lines, damaged } = await readAgain(folder)
    const told = reports.at(-1) ?? { acknowledged: new Map(), settled: 0 }
    if (damaged > 0) wrong.push(`call ${at}: ${damaged} damaged`)
    wrong.push(...wrongIn(lines, told).map((what) => `call ${at}: ${what}`))
  }
  expect(wrong).toEqual([])
  expect(points).toBeGreaterThan(30)
})

test.each([1, 2, 7, 30, 90, 200])('killed at any moment after %i acknowledgements: 0 lines lost', async (count) => {
  const folder = newFolder()
  const { signal, reports } = await run([folder, 'forever'], count)
  expect(signal).toBe('SIGKILL')
  const acknowledged = new Map(reports.flatMap((report) => [...report.acknowledged]))
  const settled = Math.max(0, ...[...acknowledged.keys()].map((dseq) => (dseq % 200 === 1 ? dseq - 100 : 0)))
  const { lines, damaged, highest } = await readAgain(folder)
  expect(wrongIn(lines, { acknowledged, settled })).toEqual([])
  expect(damaged).toBe(0)
  expect(acknowledged.size).toBeGreaterThanOrEqual(4 * count)
  expect(highest).toBeGreaterThanOrEqual(Math.max(...acknowledged.keys()))
})
