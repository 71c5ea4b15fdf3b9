import { join } from 'node:path'
import type { JournalLine, ResealedLine } from '@fieldfile/protocol/ipc'
import { expect, onTestFinished, test } from 'vitest'
import { faultyDisk, type Fault } from '../testing/faulty-disk.ts'
import { fakeKeychain } from '../testing/fake-keychain.ts'
import { testFolder } from '../testing/folders.ts'
import { openPlace } from '../vault/place.ts'

const line = (dseq: number, data = 'b2xk'): JournalLine => ({ dseq, kind: 'op', data })
const lines = [line(1), line(2), line(3, 'b3RoZXI=')]
const resealed: ResealedLine[] = [1, 2].map((dseq) => ({ ...line(dseq, 'bmV3'), was: 'b2xk' }))
const after = [line(1, 'bmV3'), line(2, 'bmV3'), line(3, 'b3RoZXI=')]
const keyFile = { version: 1, keyId: 'key-1', wrapped: 'd3JhcHBlZA==', salt: 'c2FsdA==', pin: false, argon: null }

const clocks = () => ({ wall: 1_800_000_000_000, counted: 0 })

function openIn(folder: string, plan: Fault | null) {
  const faulty = faultyDisk(plan)
  const place = openPlace(folder, { keychain: fakeKeychain(), clocks, log: () => {}, disk: faulty.disk })
  onTestFinished(() => place.close().catch(() => undefined))
  return { place, faulty }
}
async function withLines() {
  const folder = join(testFolder(), 'place')
  const { place } = openIn(folder, null)
  await place.vault.open()
  await place.vault.save(keyFile)
  await place.journal.append(lines, '0190a0b0c0d0-0001-d')
  const { id } = await place.backups.make([line(9)])
  await place.close()
  return { folder, id }
}

test('lines sealed anew take the places of those they were, in the journal and in backups, and no other does', async () => {
  const { folder, id } = await withLines()
  const { place } = openIn(folder, null)
  await place.reseal([...resealed, { ...line(3, 'bmV3'), was: 'b2xk' }])
  expect(await place.journal.read()).toMatchObject({ lines: after, highest: 3, hlc: '0190a0b0c0d0-0001-d' })
  expect(await place.backups.read(id)).toEqual([...after, line(9)])
  expect(await place.backups.list()).toMatchObject([{ id, at: 1_800_000_000_000, code: null }])
  await place.close()
  expect(await openIn(folder, null).place.journal.read()).toMatchObject({ lines: after, damaged: 0 })
})

test.each(['before', 'after', 'full'] as const)(
  'ended %s any call of the disk: every line is there once, old or new',
  async (how) => {
    for (let at = 1; ; at += 1) {
      const { folder, id } = await withLines()
      const { place, faulty } = openIn(folder, { at, how })
      await place.reseal(resealed).catch(() => undefined)
      await place.close().catch(() => undefined)
      const again = openIn(folder, null).place
      const { lines: read, damaged } = await again.journal.read()
      expect(damaged, `call ${at}`).toBe(0)
      expect([lines, after]).toContainEqual(read)
      await again.reseal(resealed)
      expect((await again.journal.read()).lines).toEqual(after)
      expect(await again.backups.read(id)).toEqual([...after, line(9)])
      if (!faulty.wasReached()) break
      expect(at).toBeLessThan(40)
    }
  }
)
