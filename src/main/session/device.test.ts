import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { memoryFile } from '../testing/memory-file.ts'
import { deviceId } from './device.ts'

test('the device keeps its id; a damaged file gives a new one', async () => {
  const file = memoryFile()
  const id = await deviceId(file, randomUUID)
  expect(await deviceId(file, randomUUID)).toBe(id)
  await file.write('not an id')
  expect(await deviceId(file, randomUUID)).not.toBe(id)
})
