import type { JournalLine } from '@fieldfile/protocol/ipc'
import type { Journal } from '../journal/journal.ts'

/** What a worker was told: the lines that are on the disk, and below which dseq it needs none. */
export interface Told {
  acknowledged: Map<number, string>
  settled: number
}

/**
 * A worker's day: it saves, takes back what failed and counts on from there, settles, changes its PIN. `tell` hears it as it
 * happens, in case the program does not live to its end.
 */
export async function workDay(
  journal: Journal,
  { tell = () => {}, isOver = () => false }: { tell?: (told: Told) => void; isOver?: () => boolean } = {}
): Promise<Told> {
  const told: Told = { acknowledged: new Map(), settled: 0 }
  let dseq = 0
  let tries = 0
  async function save(count: number, size: number): Promise<void> {
    tries += 1
    const lines = Array.from({ length: count }, (_, i): JournalLine => {
      const text = `op ${dseq + i + 1} try ${tries} `
      return { dseq: dseq + i + 1, kind: 'op', data: Buffer.from(text.padEnd(size, '.')).toString('base64') }
    })
    try {
      await journal.append(lines)
    } catch {
      return
    }
    for (const line of lines) told.acknowledged.set(line.dseq, line.data)
    dseq += count
    tell(told)
  }
  async function settle(below: number): Promise<void> {
    if (isOver()) return
    told.settled = below
    tell(told)
    await journal.settle(below).catch(() => undefined)
  }
  await save(1, 20)
  await save(3, 200)
  await save(1, 20)
  await journal.rekey().catch(() => undefined)
  await save(2, 70_000)
  await settle(dseq)
  await save(1, 20)
  await save(1, 20)
  const below = dseq + 1
  await save(1, 90_000)
  await settle(below)
  await save(2, 20)
  return told
}

/** What is wrong with what was read: acknowledged lines that are lost, there twice, or other ones. */
export function wrongIn(read: readonly JournalLine[], { acknowledged, settled }: Told): string[] {
  return [...acknowledged].flatMap(([dseq, data]) => {
    const found = read.filter((line) => line.dseq === dseq)
    if (found.length > 1) return [`${dseq} is there twice`]
    if (found.length === 0) return dseq >= settled ? [`${dseq} is lost`] : []
    return found[0]!.data === data ? [] : [`${dseq} is another one`]
  })
}
