import type { JournalLine } from '@fieldfile/protocol/ipc'
import { expect, onTestFinished, test } from 'vitest'
import { realDisk, type Disk } from '../store/disk.ts'
import { faultyDisk, type Fault } from '../testing/faulty-disk.ts'
import { testFolder } from '../testing/folders.ts'
import { workDay, wrongIn, type Told } from '../testing/work-day.ts'
import { createJournal, type Journal } from './journal.ts'

function open(folder: string, disk: Disk = realDisk) {
  const journal = createJournal({ folder, disk, keys: () => 'keys', log: () => {} })
  onTestFinished(() => journal.close().catch(() => undefined))
  return journal
}

const line = (dseq: number): JournalLine => ({ dseq, kind: 'op', data: 'QUJD' })

interface Run {
  folder: string
  faulty: ReturnType<typeof faultyDisk>
  journal: Journal
  told: Told
}

/** A working day for every call at which the fault can happen. `wrong` names the call, so that it can be run again. */
async function everyFault(fault: Omit<Fault, 'at'>, look: (run: Run) => Promise<string[]>) {
  const wrong: string[] = []
  for (let at = 1; ; at += 1) {
    const folder = testFolder()
    const faulty = faultyDisk({ at, ...fault })
    const journal = open(folder, faulty.disk)
    const told = await workDay(journal, { isOver: faulty.isOver })
    if (!faulty.wasReached()) return { points: at - 1, wrong }
    const seen = await look({ folder, faulty, journal, told })
    wrong.push(...seen.map((what) => `call ${at} (${faulty.calls[at - 1]}): ${what}`))
  }
}

test.each([
  [1, 0],
  [1, 40],
  [1, 100_000],
  [2, 100_000],
  [5, 40]
])(
  'the disk is full for %i calls from any call on, %i bytes landed: no acknowledged line is lost',
  async (calls, bytes) => {
    const { points, wrong } = await everyFault({ how: 'full', calls, bytes }, async ({ folder, journal, told }) => {
      // The same run goes on working, and so does the next one.
      const [here, next] = [await journal.read(), await open(folder).read()]
      return [...wrongIn(here.lines, told), ...wrongIn(next.lines, told)]
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
    const { wrong } = await everyFault({ how, bytes: 17 }, async ({ folder, faulty, told }) => {
      await faulty.powerCut(keep)
      const journal = open(folder)
      const { lines } = await journal.read()
      await journal.append([line(1000)])
      const last = (await open(folder).read()).lines.at(-1)
      // A line that was not acknowledged may be there as well; it is whole.
      return [...wrongIn(lines, told), ...(last?.dseq === 1000 ? [] : ['the next line is lost'])]
    })
    expect(wrong).toEqual([])
  }
)

test('ended at any call, started again, and then the power goes: no acknowledged line is lost', async () => {
  const { wrong } = await everyFault({ how: 'after' }, async ({ folder, faulty, told }) => {
    faulty.restart()
    await open(folder, faulty.disk).append([line(1000)])
    await faulty.powerCut(0)
    const { lines } = await open(folder).read()
    return [...wrongIn(lines, told), ...(lines.some(({ dseq }) => dseq === 1000) ? [] : ['1000 is lost'])]
  })
  expect(wrong).toEqual([])
})

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
