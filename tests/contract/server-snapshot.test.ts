import { newId, SnapshotHead, SnapshotRow, snapshotType } from '@fieldfile/protocol'
import { z } from 'zod'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { raiseEpoch } from '../../server/src/features/sync/tenant.ts'
import { stopSharedPostgres } from '../harness/postgres.ts'
import { accountValues, engines, logins, startTestServer } from '../harness/server.ts'
import type { Device, Login, TestServer } from '../harness/server.ts'

afterAll(stopSharedPostgres)

const Line = z.array(SnapshotRow).min(1)
type Packed = z.infer<typeof SnapshotRow>
interface Page {
  head: z.infer<typeof SnapshotHead>
  lines: Packed[][]
}

const keysOf = (device: Device): string[] =>
  [...device.rows].map(([key, row]) => `${key}@${row.seq} ${[...row.buckets].toSorted().join()}`).toSorted()
const partOf = (type: string): 'hot' | 'history' => (/^(interaction|visitReport)\b/.test(type) ? 'history' : 'hot')

const grants = async (device: Device): Promise<string[]> => (await hello(device)).body.grants
const hello = (device: Device) =>
  device.post('/sync/hello', { proto: 1, schema: 1, device: device.id, epoch: null, clock: Date.now() })

async function ask(device: Device, buckets: readonly string[], after: string | null): Promise<Page> {
  const { status, headers, body } = await device.post('/sync/snapshot', {
    device: device.id,
    buckets,
    after,
    limit: 50
  })
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`)
  expect(headers.get('content-type')).toContain(snapshotType)
  const [head, ...lines] = (body as string).trimEnd().split('\n')
  return {
    head: SnapshotHead.parse(JSON.parse(head!)),
    lines: lines.map((line) => Line.parse(JSON.parse(line)))
  }
}
/** Takes a page in as a device does. */
function take(device: Device, { lines }: Page): void {
  for (const [row, buckets] of lines.flat()) {
    const key = `${row.type}/${row.id}`
    const known = device.rows.get(key)
    if (!known || known.seq <= row.seq) device.rows.set(key, { ...row, buckets: new Set(buckets) } as never)
  }
}

async function snapshot(
  device: Device,
  between: (page: Page) => unknown = () => {},
  buckets?: readonly string[]
): Promise<Page[]> {
  const asked = buckets ?? (await grants(device))
  const pages: Page[] = []
  for (let after: string | null = null; ;) {
    const page = await ask(device, asked, after)
    pages.push(page)
    take(device, page)
    after = page.head.next
    if (after === null) break
    await between(page)
  }
  for (const bucket of asked) device.cursors[bucket] = pages[0]!.head.head
  return pages
}

describe.each(engines)('snapshot over %s', (engine) => {
  let server: TestServer
  let accounts: string[]
  beforeAll(async () => {
    server = await startTestServer({ engine })
    const { east, west, users } = server.ids
    accounts = Array.from({ length: 40 }, () => newId())
    await server.write(
      accounts.flatMap((id, i) => {
        const [territory, owner] = i % 3 ? [east, users.anna] : [west, users.ben]
        const at = { at: new Date().toISOString(), zone: 'UTC' }
        return [
          { type: 'account', id, values: accountValues(`公司 ${i}`, territory, owner) },
          { type: 'site', id: newId(), values: { accountId: id, name: `plant ${i}` } },
          ...Array.from({ length: i === 7 ? 70 : 3 }, () => ({
            type: 'interaction',
            id: newId(),
            values: { accountId: id, at, channel: 'callIn', userIds: [owner], body: `“${'字'.repeat(i)}”\n\u2028]` }
          }))
        ]
      })
    )
  }, 60_000)
  afterAll(() => server.close())

  test.each(Object.keys(logins) as Login[])('[I6] gives %s what a pull from the start gives', async (login) => {
    const [device, puller] = [await server.device(login), await server.device(login)]
    const pages = await snapshot(device)
    await puller.sync()
    expect(keysOf(device)).toEqual(keysOf(puller))
    expect(pages.flatMap(({ lines }) => lines.flat())).toHaveLength(device.rows.size)
  })

  test('every record once, each account whole and together, hot before history; what hangs from none at last', async () => {
    const carl = await server.device('carl')
    const pages = await snapshot(carl)
    expect(pages.length).toBeGreaterThan(3)
    const packs: string[] = []
    for (const line of pages.flatMap(({ lines }) => lines)) {
      const { rootId } = line[0]![0]
      expect(line.every(([row]) => row.rootId === rootId)).toBe(true)
      const parts = rootId ? [...new Set(line.map(([row]) => `${rootId} ${partOf(row.type)}`))] : ['~']
      expect(parts).toHaveLength(1)
      packs.push(parts[0]!)
    }
    expect(packs).toEqual(
      packs.toSorted((a, b) => (a.slice(0, 36) < b.slice(0, 36) ? -1 : a.slice(0, 36) > b.slice(0, 36) ? 1 : 0))
    )
    for (const id of accounts)
      expect(packs.filter((pack) => pack.startsWith(id))).toEqual([`${id} hot`, `${id} history`])
    for (const { head, lines } of pages) {
      expect(head.head).toBe(pages[0]!.head.head)
      // An account is never torn apart, however large: beside it nothing else would fit.
      const roots = new Set(lines.map((line) => line[0]![0].rootId))
      expect(roots.size <= 1 || lines.flat().length <= 50).toBe(true)
    }
    expect(pages[0]!.head.total).toBeGreaterThan(carl.rows.size / 2)
  })

  test('a page asked for again is the same, and a cut snapshot goes on where it stood', async () => {
    const carl = await server.device('carl')
    const buckets = await grants(carl)
    const first = await ask(carl, buckets, null)
    const lost = await ask(carl, buckets, first.head.next)
    const again = await ask(await server.device('carl', carl.id), buckets, first.head.next)
    expect(again.lines).toEqual(lost.lines)
    expect(again.head).toMatchObject({ head: first.head.head, next: lost.head.next })
  })

  test('[I1, I6] what 4 writers commit while it is read is not missed', async () => {
    const carl = await server.device('carl')
    const writers = await Promise.all(['anna', 'ben', 'anna', 'ben'].map((login) => server.device(login as Login)))
    await Promise.all(writers.map((writer) => writer.sync()))
    let round = 0
    await snapshot(carl, async () => {
      round++
      const answers = await Promise.all(
        writers.map((writer, i) =>
          writer.push(
            // New records and edits, of accounts that were sent already and of others.
            ...accounts
              .filter((id) => writer.rows.has(`account/${id}`))
              .filter((_, n) => n % 4 === i)
              .flatMap((accountId) => [
                writer.op('create', 'site', newId(), { accountId, name: `made in ${round}` }),
                writer.op('edit', 'account', accountId, { city: `City ${round}.${i}` })
              ])
          )
        )
      )
      for (const { body } of answers)
        expect(body.results.every((r: { status: string }) => r.status === 'applied')).toBe(true)
    })
    expect(round).toBeGreaterThan(2)
    await carl.sync()
    const puller = await server.device('carl')
    await puller.sync()
    expect(keysOf(carl)).toEqual(keysOf(puller))
    expect([...carl.rows.values()].some((row) => row.body['name'] === `made in ${round}`)).toBe(true)
  })

  test('[I8] an account that moves in the middle, away or in, before or behind the reader, is right after the pull', async () => {
    const { east, west, users } = server.ids
    const [anna, carl] = [await server.device('anna'), await server.device('carl')]
    await carl.sync()
    const order = accounts.toSorted()
    const held = order.filter((id) => carl.rows.get(`account/${id}`)!.body['territoryId'] === east)
    const others = order.filter((id) => carl.rows.get(`account/${id}`)!.body['territoryId'] === west)
    const leaving = [held[0]!, held.at(-1)!]
    const coming = [others[0]!, others.at(-1)!]
    let isMoved = false
    await snapshot(anna, async () => {
      if (isMoved) return
      isMoved = true
      const { body } = await carl.push(
        ...leaving.map((id) => carl.op('edit', 'account', id, { territoryId: west, ownerUserId: users.ben })),
        ...coming.map((id) => carl.op('edit', 'account', id, { territoryId: east, ownerUserId: users.anna }))
      )
      expect(body.results.every((r: { status: string }) => r.status === 'applied')).toBe(true)
    })
    expect(isMoved).toBe(true)
    await anna.sync()
    const puller = await server.device('anna')
    await puller.sync()
    expect(keysOf(anna)).toEqual(keysOf(puller))
    expect(leaving.some((id) => anna.rows.has(`account/${id}`))).toBe(false)
    expect(coming.every((id) => anna.rows.has(`account/${id}`))).toBe(true)
  })

  test('buckets that are not granted, another epoch and a head that does not exist are SNAPSHOT_STALE', async () => {
    const anna = await server.device('anna')
    const buckets = await grants(anna)
    const { head } = await ask(anna, buckets, null)
    const stale = { status: 409, body: { code: 'SNAPSHOT_STALE' } }
    const post = (more: object) => anna.post('/sync/snapshot', { device: anna.id, buckets, after: head.next, ...more })
    expect(await post({ buckets: [`t:${server.ids.west}`] })).toMatchObject(stale)
    const [epoch, seq, ...place] = head.next!.split('.')
    expect(await post({ after: [epoch, Number(seq) + 2 ** 20, ...place].join('.') })).toMatchObject(stale)
    await server.context.db.kysely
      .updateTable('bucket_head')
      .set({ gc_floor: head.head + 1 })
      .where('bucket', '=', buckets[0]!)
      .execute()
    expect(await post({})).toMatchObject(stale)
    await server.context.db.kysely.updateTable('bucket_head').set({ gc_floor: 0 }).execute()
    expect((await post({})).status).toBe(200)
    await raiseEpoch(server.context.db, server.context.tenant)
    expect(await post({})).toMatchObject(stale)
    expect((await post({ after: null })).status).toBe(200)
  })

  test.each([
    '',
    'x',
    '1.2',
    '1.2.x',
    `1.2.task/x`,
    `1.2.${newId()}'; drop table record`,
    `9${'9'.repeat(15)}9.1.`,
    7,
    {}
  ])('a token that was never given (%j) is BAD_REQUEST', async (after) => {
    const anna = await server.device('anna')
    const answer = await anna.post('/sync/snapshot', { device: anna.id, buckets: await grants(anna), after })
    expect(answer).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } })
  })

  test('[I22] another device, a revoked one, no bucket and an old app are refused', async () => {
    const [anna, ben] = [await server.device('anna'), await server.device('ben')]
    const buckets = await grants(anna)
    const body = { device: anna.id, buckets, after: null }
    expect(await ben.post('/sync/snapshot', body)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
    expect((await anna.post('/sync/snapshot', { ...body, buckets: [] })).status).toBe(400)
    expect((await anna.post('/sync/snapshot', body, { 'x-fieldfile-proto': '0' })).status).toBe(426)
    await server.context.db.kysely.updateTable('device').set({ status: 'revoked' }).where('id', '=', anna.id).execute()
    expect(await anna.post('/sync/snapshot', body)).toMatchObject({ status: 403, body: { code: 'DEVICE_REVOKED' } })
  })
})
