import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { memoryFile } from '../testing/memory-file.ts'
import { createDevices } from './device.ts'

const server = 'https://crm.example.com'

test('a person keeps the device over sign-ins and restarts, whatever the case of the name', async () => {
  const file = memoryFile()
  const id = await createDevices(file, randomUUID)(server, 'wang')
  expect(await createDevices(file, randomUUID)(server, ' WANG ')).toBe(id)
})

test('another person, or another server, is another device; nobody is named in the file', async () => {
  const file = memoryFile()
  const deviceFor = createDevices(file, randomUUID)
  const ids = await Promise.all([
    deviceFor(server, 'wang'),
    deviceFor(server, 'li'),
    deviceFor('https://b.example', 'wang')
  ])
  expect(new Set(ids).size).toBe(3)
  expect(await deviceFor(server, 'li')).toBe(ids[1])
  expect(String(file.content)).not.toMatch(/wang|li"|example/)
})

test.each(['not JSON', 'null', '[]', '{"x":"not an id"}'])('a damaged file gives new ids: %s', async (text) => {
  const deviceFor = createDevices(memoryFile(text), randomUUID)
  expect(await deviceFor(server, 'wang')).toBe(await deviceFor(server, 'wang'))
})
