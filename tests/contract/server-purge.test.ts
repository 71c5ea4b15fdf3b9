import { newId } from '@fieldfile/protocol'
import { afterAll, describe, expect, test } from 'vitest'
import { purge } from '../../server/src/db/purge.ts'
import { stopSharedPostgres } from '../harness/postgres.ts'
import { engines, startTestServer, type Device } from '../harness/server.ts'

afterAll(stopSharedPostgres)
const day = 24 * 60 * 60_000

const task = (device: Device) =>
  device.op('create', 'task', newId(), {
    title: 'kept',
    assigneeUserId: device.userId,
    events: [{ id: newId(), event: 'open', at: { at: new Date().toISOString(), zone: 'UTC' } }]
  })

describe.each(engines)('what has an end goes, on %s', (engine) => {
  test('[I2] [I3] old answers and sign-ins go; refused content, counters and records stay, and an old op is not taken twice', async () => {
    const server = await startTestServer({ engine })
    try {
      const { context, skew, ids } = server
      const anna = await server.device('anna')
      const [good, bad] = [task(anna), anna.op('edit', 'account', ids.westAccount, { city: 'Not mine' })]
      const first = await anna.push(good, bad)
      expect(first.body.results.map(({ status }: { status: string }) => status)).toEqual(['applied', 'refused'])
      expect(await purge(context)).toEqual({ opResults: 0, refreshTokens: 0, attempts: 0, sessions: 0 })

      skew.ms = 400 * day
      // Two nodes at once: what one takes the other does not find.
      const [a, b] = await Promise.all([purge(context), purge(context)])
      expect(a!['opResults']! + b!['opResults']!).toBe(1)
      expect(a!['refreshTokens']! + b!['refreshTokens']!).toBe(1)
      const left = await context.db.kysely.selectFrom('op_result').select(['status', 'content']).execute()
      expect(left).toMatchObject([{ status: 'refused', content: expect.stringContaining('Not mine') }])

      const again = await server.device('anna', anna.id)
      const { status, body } = await again.push(good)
      expect([status, body.code]).toEqual([409, 'DSEQ_REUSED'])
      await again.sync()
      expect(again.rows.get(`task/${good.id}`)!.body['title']).toBe('kept')
    } finally {
      await server.close()
    }
  })
})
