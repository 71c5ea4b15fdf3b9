import type { Feature } from '@fieldfile/server/config'
import { round, type Bench, type Figure } from './lib/figure.ts'
import { countOf, headOf, openLoadServer, sendLanes, signedIn, type LoadServer } from './server-load.ts'

const edits = 5000
const perPush = 500
const barePath = '/bench/patch'

/** What a push comes to without any question asked: one statement lays the values over the records. */
const barePatches: Feature = (app, { context }) => {
  app.post(barePath, async (request) => {
    const { ops } = request.body as { ops: { id: string; fields: { city: { value: string } } }[] }
    const patches = ops.map(({ id, fields }) => ({ id, body: { city: fields.city.value } }))
    await context.db.session((session) =>
      session.query(
        `update record r set body = r.body || p.body from json_to_recordset($2::json) as p(id uuid, body jsonb)
         where r.tenant = $1 and r.type = 'account' and r.id = p.id`,
        [context.tenant, JSON.stringify(patches)],
        'bare-patch'
      )
    )
    return {}
  })
}

/** 5,000 edits of one device, in pushes of 500, compressed; against the same requests without conflict detection. */
export const push5000: Bench = {
  name: 'push-5000',
  async open() {
    const server = await openLoadServer(1, edits, [barePatches])
    return { chromium: () => 'none', close: server.close, run: async () => [await measure(server)] }
  }
}

async function measure(server: LoadServer): Promise<Figure> {
  const [device] = await signedIn(server, 1)
  const base = await headOf(server)
  const { accounts } = device!.rep
  const ops = accounts.map((id, n) => device!.op('edit', 'account', id, { city: { value: `苏州市${n}`, base } }))
  const bodies = Array.from({ length: edits / perPush }, (_, i) =>
    JSON.stringify({ device: device!.id, ops: ops.slice(i * perPush, (i + 1) * perPush) })
  )
  const lane = { access: device!.access, bodies }
  const bare = await sendLanes(server.url, barePath, [lane], true)
  const sent = await sendLanes(server.url, '/sync/push', [lane], true)
  const written = await countOf(server, [device!])
  if (written !== edits) throw new Error(`${written} of ${edits} edits took effect`)
  const bytes = sent.bytes / edits
  const ratio = sent.ms / bare.ms
  return {
    bench: 'push-5000',
    value: round(sent.ms / 1000),
    unit: 's',
    limit: round(bare.ms / 1000),
    ratio: round(ratio),
    goal: 'ratio <= 2, bytes <= 150',
    ok: ratio <= 2 && bytes <= 150,
    more: { bytes: round(bytes, 1), limitIs: 'the same requests, patched without looking' }
  }
}
