import { newId } from '@fieldfile/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GroupCommit } from '../../server/src/features/sync/group.ts'
import { readOps } from '../../server/src/features/sync/push.ts'
import { startTestServer, type Device, type TestServer } from '../harness/server.ts'

/** Pushes that arrive together are committed together; each has its own answer. */
let server: TestServer
let group: GroupCommit
beforeAll(async () => {
  server = await startTestServer()
  group = new GroupCommit(server.context, 3)
})
afterAll(() => server.close())

const add = (device: Device, ...ops: unknown[]) =>
  group.add({ userId: device.userId, device: device.id, ops: readOps(ops, device.id) })
const statusOf = ({ results }: { results: { status: string }[] }) => results[0]!.status
const task = (device: Device, title: string) =>
  device.op('create', 'task', newId(), {
    title,
    assigneeUserId: device.userId,
    events: [{ id: newId(), event: 'open', at: { at: new Date().toISOString(), zone: 'UTC' } }]
  })

test('[I2] the same op from two devices at once takes effect once', async () => {
  const [first, second] = [await server.device('anna'), await server.device('anna')]
  const op = task(first, 'once')
  const answers = await Promise.all([add(first, op), add(second, op)])
  expect(answers.map(statusOf)).toEqual(['applied', 'duplicate'])
})

test('[I12] two devices that edit one field in one commit: the later clock wins, the other value is kept', async () => {
  const { eastAccount } = server.ids
  const devices = [await server.device('anna'), await server.device('anna'), await server.device('anna')]
  for (const device of devices) await device.sync()
  const [first, early, late] = devices as [Device, Device, Device]
  const answers = await Promise.all([
    add(first, task(first, 'first')),
    add(late, late.op('edit', 'account', eastAccount, { city: 'Late' }, { hlc: `0000000000ff-0000-${late.id}` })),
    add(early, early.op('edit', 'account', eastAccount, { city: 'Early' }, { hlc: `0000000000fe-0000-${early.id}` }))
  ])
  expect(answers.map(statusOf)).toEqual(['applied', 'applied', 'applied'])
  expect(answers[1].seq).toBe(answers[2].seq)
  await first.sync()
  expect(first.rows.get(`account/${eastAccount}`)!.body['city']).toBe('Late')
  const kept = [...first.rows].filter(([key]) => key.startsWith('conflict/')).map(([, row]) => row.body['loser'])
  expect(kept).toContain('Early')
})

test('a device that is revoked and one with a gap fail alone; who is committed with them is answered', async () => {
  const devices = await Promise.all(Array.from({ length: 4 }, () => server.device('anna')))
  const [first, revoked, gap, good] = devices as [Device, Device, Device, Device]
  const { db, tenant } = server.context
  await db.kysely
    .updateTable('device')
    .set({ status: 'revoked' })
    .where('tenant', '=', tenant)
    .where('id', '=', revoked.id)
    .execute()
  gap.dseq = 7
  const answers = await Promise.allSettled(
    [first, revoked, gap, good].map((device) => add(device, task(device, 'beside')))
  )
  const codes = answers.map((a) => (a.status === 'fulfilled' ? statusOf(a.value) : a.reason.code))
  expect(codes).toEqual(['applied', 'DEVICE_REVOKED', 'DSEQ_GAP', 'applied'])
})

test('a push that the database refuses fails alone', async () => {
  const devices = [await server.device('anna'), await server.device('anna'), await server.device('anna')]
  const [first, poisoned, good] = devices as [Device, Device, Device]
  // NUL is no text to PostgreSQL: no such op comes through the border, and yet it must not stop the others.
  const poison = { ...readOps([task(poisoned, 'poison')], poisoned.id)[0]!, hash: '\u0000' }
  const answers = await Promise.allSettled([
    // Under way alone, so that those behind it go together.
    add(first, task(first, 'first')),
    group.add({ userId: poisoned.userId, device: poisoned.id, ops: [poison] }),
    add(good, task(good, 'beside poison'))
  ])
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

test('more pushes than may wait are refused with SERVER_BUSY, and come through when sent again', async () => {
  const devices = await Promise.all(Array.from({ length: 12 }, () => server.device('anna')))
  let left = devices.map((device, i) => [device, task(device, `busy ${i}`)] as const)
  const refused: number[] = []
  while (left.length > 0) {
    const answers = await Promise.allSettled(left.map(([device, op]) => add(device, op)))
    const codes = answers.map((a) => (a.status === 'fulfilled' ? statusOf(a.value) : a.reason.code))
    expect(codes.filter((code) => code !== 'applied' && code !== 'SERVER_BUSY')).toEqual([])
    left = left.filter((_, i) => codes[i] !== 'applied')
    refused.push(left.length)
  }
  // One is under way, three wait.
  expect(refused).toEqual([8, 4, 0])
  const [reader] = devices
  await reader!.sync()
  const titles = [...reader!.rows.values()].map(({ body }) => String(body['title']))
  expect(titles.filter((title) => title.startsWith('busy'))).toHaveLength(12)
})

test('a server whose queue is full answers 503 with Retry-After and its code', async () => {
  const full = await startTestServer({ config: { pushesWaiting: 0 } })
  try {
    const device = await full.device('anna')
    const { status, headers, body } = await device.push(task(device, 'later'))
    expect([status, headers.get('retry-after'), body.code]).toEqual([503, '2', 'SERVER_BUSY'])
  } finally {
    await full.close()
  }
})
