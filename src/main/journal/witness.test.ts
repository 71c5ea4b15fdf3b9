import { expect, test } from 'vitest'
import { memoryFile } from '../testing/memory-file.ts'
import { witnessFile } from './witness.ts'

const witness = { databaseId: 'd-1', rows: 29_000, lastSeq: 41_222, at: 1_800_000_000_000 }

test('a witness outlives the run', async () => {
  const file = memoryFile()
  await witnessFile(file).set(witness)
  expect(await witnessFile(file).get()).toEqual(witness)
})

test.each([undefined, '', '{"rows":', JSON.stringify({ ...witness, rows: -1 })])(
  'none, or one that cannot be read, is none: %s',
  async (content) => {
    expect(await witnessFile(memoryFile(content)).get()).toBeNull()
  }
)
