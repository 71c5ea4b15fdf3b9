// A program that keeps a journal and is killed: by itself at a named call of the disk, or by whoever started it.
// Arguments: folder, then the call and how (`12 before 17`), or `forever`.
import { writeSync } from 'node:fs'
import { createJournal } from '../../src/main/journal/journal.ts'
import { realDisk } from '../../src/main/store/disk.ts'
import { faultyDisk, type Fault } from '../../src/main/testing/faulty-disk.ts'
import { workDay, type Told } from '../../src/main/testing/work-day.ts'

const [folder, at, how, bytes] = process.argv.slice(2) as [string, string, Fault['how'], string]
/** Written at once: what was told must not wait in a buffer that dies with the program. */
function tell({ acknowledged, settled }: Told): void {
  writeSync(1, `${JSON.stringify({ acknowledged: [...acknowledged], settled })}\n`)
}
const end = (): void => void process.kill(process.pid, 'SIGKILL')
const open = (disk = realDisk) => createJournal({ folder, disk, keys: () => 'keys', log: () => {} })

if (at === 'forever') {
  const journal = open()
  for (let dseq = 1; ; dseq += 4) {
    const lines = [0, 1, 2, 3].map((i) => {
      const data = Buffer.from(`op ${dseq + i} `.padEnd(100 * (dseq % 90), '.')).toString('base64')
      return { dseq: dseq + i, kind: 'op' as const, data }
    })
    // Two calls that share an fsync or do not, as it comes.
    await Promise.all([journal.append(lines.slice(0, 3)), journal.append(lines.slice(3))])
    tell({ acknowledged: new Map(lines.map((line) => [line.dseq, line.data])), settled: 0 })
    if (dseq % 200 === 1) await journal.settle(Math.max(0, dseq - 100))
  }
} else {
  await workDay(open(faultyDisk({ at: Number(at), how, bytes: Number(bytes), end }).disk), { tell })
  process.exit(0)
}
