import type { JournalLine } from '@fieldfile/protocol/ipc'
import { expect, onTestFinished, test } from 'vitest'
import { realDisk, type Disk } from '../store/disk.ts'
import { faultyDisk, type Fault } from '../testing/faulty-disk.ts'
import { testFolder } from '../testing/folders.ts'
import { createJournal } from './journal.ts'

function open(folder: string, disk: Disk = realDisk) {
  const journal = createJournal({ folder, disk, keys: () => 'keys', log: () => {} })
  onTestFinished(() => journal.close().catch(() => undefined))
  return journal
}

const line = (dseq: number): JournalLine => ({ dseq, kind: 'op', data: 'QUJD' })

/** A worker's day: it saves, takes back what failed and counts on from there, settles, changes its PIN. */
async function workDay(disk: Disk, folder: string) {
  const journal = open(folder, disk)
  const acknowledged = new Map<number, string>()
  let dseq = 0
  let tries = 0
  let settled = 0
  let failures = 0
  const save = async (count: number, size: number): Promise<void> => {
    tries += 1
    const lines = Array.from({ length: count }, (_, i): JournalLine => {
      const text = `op ${dseq + i + 1} try ${tries} `
      return { dseq: dseq + i + 1, kind: 'op', data: Buffer.from(text.padEnd(size, '.')).toString('base64') }
    })
    try {
      await journal.append(lines)
      for (const one of lines) acknowledged.set(one.dseq, one.data)
      dseq += count
    } catch {
      failures += 1
    }
  }
  const attempt = (act: () => Promise<void>) => act().catch(() => (failures += 1))
  await save(1, 20)
  await save(3, 200)
  await save(1, 20)
  await attempt(() => journal.rekey())
  await save(2, 70_000)
  settled = dseq
  await attempt(() => journal.settle(settled))
  await save(1, 20)
  await save(1, 20)
  settled = dseq + 1
  await save(1, 90_000)
  await attempt(() => journal.settle(settled))
  await save(2, 20)
  return { acknowledged, settled, failures, journal }
}

/** What is wrong with what was read: acknowledged lines that are lost, there twice, or other ones. */
function wrongIn(read: readonly JournalLine[], day: Awaited<ReturnType<typeof workDay>>): string[] {
  return [...day.acknowledged].flatMap(([dseq, data]) => {
    const found = read.filter((one) => one.dseq === dseq)
    if (found.length > 1) return [`${dseq} is there twice`]
    if (found.length === 0) return dseq >= day.settled ? [`${dseq} is lost`] : []
    return found[0]!.data === data ? [] : [`${dseq} is another one`]
  })
}

interface Run {
  folder: string
  faulty: ReturnType<typeof faultyDisk>
  day: Awaited<ReturnType<typeof workDay>>
}

/** A working day for every call at which the fault can happen. `wrong` names the call, so that it can be run again. */
async function everyFault(fault: Omit<Fault, 'at'>, look: (run: Run) => Promise<string[]>) {
  const wrong: string[] = []
  for (let at = 1; ; at += 1) {
    const folder = testFolder()
    const faulty = faultyDisk({ at, ...fault })
    const day = await workDay(faulty.disk, folder)
    if (!faulty.wasReached()) return { points: at - 1, wrong }
    const seen = await look({ folder, faulty, day })
    wrong.push(...seen.map((what) => `call ${at} (${faulty.calls[at - 1]}): ${what}`))
  }
}

test.each([0, 40, 100_000])(
  'the disk is full at any call, %i bytes landed: no acknowledged line is lost',
  async (bytes) => {
    const { points, wrong } = await everyFault({ how: 'full', bytes }, async ({ folder, day }) => {
      // The same run goes on working, and so does the next one.
      const [here, next] = [await day.journal.read(), await open(folder).read()]
      return [...wrongIn(here.lines, day), ...wrongIn(next.lines, day)]
    })
    expect(wrong).toEqual([])
    expect(points).toBeGreaterThan(30)
  }
)

test.each([
  ['before', 0],
  ['before', 0.6],
  ['after', 0],
  ['after', 0.6]
] as const)(
  'the power goes %s any call, and %d of what was not synced stays: no acknowledged line is lost',
  async (how, keep) => {
    const { wrong } = await everyFault({ how, bytes: 17 }, async ({ folder, faulty, day }) => {
      await faulty.powerCut(keep)
      const journal = open(folder)
      const { lines } = await journal.read()
      await journal.append([line(1000)])
      const last = (await open(folder).read()).lines.at(-1)
      // A line that was not acknowledged may be there as well; it is whole.
      return [...wrongIn(lines, day), ...(last?.dseq === 1000 ? [] : ['the next line is lost'])]
    })
    expect(wrong).toEqual([])
  }
)

test('what waits behind a failed line fails with it', async () => {
  const folder = testFolder()
  const { disk } = faultyDisk({ at: 11, how: 'full' })
  const journal = open(folder, disk)
  await journal.append([line(1)])
  const ends = await Promise.allSettled([journal.append([line(2)]), journal.append([line(3)])])
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(ends[0]).toMatchObject({ reason: { code: 'STORAGE_FAILED' } })
  await journal.append([line(2)])
  expect((await open(folder).read()).lines).toEqual([line(1), line(2)])
})
