import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JournalLine } from '@fieldfile/protocol/ipc'
import { expect, onTestFinished, test } from 'vitest'
import { realDisk, type Disk } from '../store/disk.ts'
import { faultyDisk } from '../testing/faulty-disk.ts'
import { testFolder } from '../testing/folders.ts'
import { frame } from './frame.ts'
import { createJournal } from './journal.ts'
import { limits } from './segments.ts'

const line = (dseq: number, kind: JournalLine['kind'] = 'op', size = 30): JournalLine => ({
  dseq,
  kind,
  data: Buffer.from(`${kind} ${dseq} `.padEnd(size, '.')).toString('base64')
})
const lines = (from: number, to: number, size?: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => line(from + i, 'op', size))
function open(folder: string, disk: Disk = realDisk, keys: () => string | null = () => null) {
  const journal = createJournal({ folder, disk, keys, log: () => {} })
  onTestFinished(() => journal.close().catch(() => undefined))
  return journal
}
const segmentsIn = async (folder: string) => (await readdir(folder)).toSorted()

test('an empty journal says so', async () => {
  const content = { lines: [], highest: 0, hlc: null, truncated: false, damaged: 0 }
  expect(await open(join(testFolder(), 'deep', 'journal')).read()).toEqual(content)
})

test('what was acknowledged is there after a restart, with the highest dseq and HLC', async () => {
  const folder = testFolder()
  expect(await open(folder).append(lines(1, 3), '0190-b')).toBe(3)
  expect(await open(folder).append([line(2, 'refused')], '0190-a')).toBe(3)
  const again = await open(folder).read()
  expect(again).toMatchObject({ highest: 3, hlc: '0190-b', truncated: false, damaged: 0 })
  expect(again.lines).toEqual([...lines(1, 3), line(2, 'refused')])
  expect(await segmentsIn(folder)).toEqual(['00000001.journal'])
})

test('calls that arrive together share an fsync', async () => {
  const { disk, calls } = faultyDisk(null)
  const journal = open(testFolder(), disk)
  await journal.append([line(1)])
  calls.length = 0
  await Promise.all(Array.from({ length: 100 }, (_, i) => journal.append([line(i + 2)])))
  expect(calls.filter((call) => call === 'sync').length).toBeLessThanOrEqual(2)
  expect((await journal.read()).lines).toEqual(lines(1, 101))
})

test('a torn end costs only what was not acknowledged, and the next line goes to a new segment', async () => {
  const folder = testFolder()
  await open(folder).append(lines(1, 2))
  const file = join(folder, '00000001.journal')
  const good = await readFile(file)
  await appendFile(file, '0badbeef 90 L 3 op - QU')
  const journal = open(folder)
  expect(await journal.read()).toMatchObject({ lines: lines(1, 2), truncated: true, damaged: 0, highest: 2 })
  await journal.append([line(3)])
  for (const reader of [journal, open(folder)]) {
    expect(await reader.read()).toMatchObject({ lines: lines(1, 3), truncated: false, damaged: 0 })
  }
  expect(await segmentsIn(folder)).toEqual(['00000001.journal', '00000002.journal'])
  expect((await readFile(file)).subarray(0, good.length)).toEqual(good)
})

test('a flipped bit in the middle costs one line, and is told', async () => {
  const folder = testFolder()
  await open(folder).append(lines(1, 9))
  const file = join(folder, '00000001.journal')
  const bytes = await readFile(file)
  bytes[bytes.indexOf(line(4).data) + 5]! ^= 4
  await writeFile(file, bytes)
  const read = await open(folder).read()
  expect(read).toMatchObject({ damaged: 1, truncated: false, highest: 9 })
  expect(read.lines.map(({ dseq }) => dseq)).toEqual([1, 2, 3, 5, 6, 7, 8, 9])
})

test('a segment of an app that is newer is not written behind', async () => {
  const folder = testFolder()
  await open(folder).append(lines(1, 2))
  const header = { version: 9, highest: 7, hlc: null, first: 1, cut: null, keys: null }
  await writeFile(join(folder, '00000002.journal'), frame(`H ${JSON.stringify(header)}`))
  await expect(open(folder).append([line(8)])).rejects.toMatchObject({ code: 'APP_TOO_OLD' })
  await expect(open(folder).read()).rejects.toMatchObject({ code: 'APP_TOO_OLD' })
})

test('a full segment is followed by another; settling deletes whole segments only', async () => {
  const folder = testFolder()
  const journal = open(folder)
  for (let at = 1; at <= 4 * limits.lines; at += 500) await journal.append(lines(at, at + 499, 20))
  await journal.append([line(4 * limits.lines + 1)])
  expect(await segmentsIn(folder)).toHaveLength(5)
  await journal.settle(limits.lines + 1)
  expect(await segmentsIn(folder)).toHaveLength(4)
  await journal.settle(limits.lines + 2)
  expect(await segmentsIn(folder)).toHaveLength(4)
  await journal.settle(4 * limits.lines + 1)
  expect(await segmentsIn(folder)).toEqual(['00000005.journal'])
  expect(await open(folder).read()).toMatchObject({ lines: [line(4 * limits.lines + 1)], highest: 8001 })
})

test('with everything settled the highest dseq and HLC stay', async () => {
  const folder = testFolder()
  const journal = open(folder)
  await journal.append(lines(1, 400, 300), '0190-c')
  await journal.settle(401)
  expect(await open(folder).read()).toEqual({ lines: [], highest: 400, hlc: '0190-c', truncated: false, damaged: 0 })
  expect(await segmentsIn(folder)).toEqual(['00000002.journal'])
})

test('a refused op outlives its segment until it is settled', async () => {
  const folder = testFolder()
  const journal = open(folder)
  await journal.append([...lines(1, 9, 20_000), line(5, 'refused'), line(7, 'refused'), line(7, 'settled')])
  await journal.settle(10)
  expect((await open(folder).read()).lines).toEqual([line(5, 'op', 20_000), line(5, 'refused')])
  await open(folder).append([line(5, 'settled'), ...lines(10, 20, 20_000)])
  await open(folder).settle(21)
  expect(await open(folder).read()).toMatchObject({ lines: [], highest: 20 })
})

test('a new key record replaces every older copy of it', async () => {
  const folder = testFolder()
  let keys = 'without-pin'
  const journal = open(folder, realDisk, () => keys)
  await journal.append(lines(1, 5))
  expect(await open(folder).keys()).toBe('without-pin')
  keys = 'with-pin'
  await journal.rekey()
  expect(await open(folder).keys()).toBe('with-pin')
  const files = await Promise.all((await segmentsIn(folder)).map((name) => readFile(join(folder, name), 'latin1')))
  expect(files.join('')).not.toContain('without-pin')
  expect((await journal.read()).lines).toEqual(lines(1, 5))
  await journal.append([line(6)])
  expect((await open(folder).read()).lines).toEqual(lines(1, 6))
})

test('a journal that is gone is an empty one, and works', async () => {
  const folder = testFolder()
  await open(folder).append(lines(1, 3))
  await rm(folder, { recursive: true })
  const journal = open(folder)
  expect((await journal.read()).lines).toEqual([])
  await journal.append([line(4)])
  expect(await open(folder).read()).toMatchObject({ lines: [line(4)], highest: 4 })
})
