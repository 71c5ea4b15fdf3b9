import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { memoryFile } from '../testing/memory-file.ts'
import { createDevices } from './device.ts'

const server = 'https://crm.example.com'

test('a person keeps the device over sign-ins and restarts, whatever the case of the name', async () => {
  const file = memoryFile()
  const id = await createDevices(file, randomUUID).of(server, 'wang')
  expect(await createDevices(file, randomUUID).of(server, ' WANG ')).toEqual(id)
})

test('another person, or another server, is another device; nobody is named in the file', async () => {
  const file = memoryFile()
  const devices = createDevices(file, randomUUID)
  const ids = await Promise.all([
    devices.of(server, 'wang'),
    devices.of(server, 'li'),
    devices.of('https://b.example', 'wang')
  ])
  expect(new Set(ids.map(({ device }) => device)).size).toBe(3)
  expect(await devices.of(server, 'li')).toEqual(ids[1])
  expect(String(file.content)).not.toMatch(/wang|li"|example/)
})

test.each(['not JSON', 'null', '[]', '{"x":"not an id"}'])('a damaged file gives new ids: %s', async (text) => {
  const devices = createDevices(memoryFile(text), randomUUID)
  expect(await devices.of(server, 'wang')).toEqual(await devices.of(server, 'wang'))
})

test('a new id is kept with the one under which the files lie', async () => {
  const file = memoryFile()
  const { device: home } = await createDevices(file, randomUUID).of(server, 'wang')
  const device = randomUUID()
  await createDevices(file, randomUUID).renew(server, 'Wang', { device, home })
  expect(await createDevices(file, randomUUID).of(server, 'wang')).toEqual({ device, home })
})
