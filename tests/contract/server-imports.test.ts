import { importLimits, importSteps, type ImportBatchView, type ImportStep } from '@fieldfile/protocol'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { fileNameHeader, importFeature } from '../../server/src/features/imports/routes.ts'
import { stopSharedPostgres } from '../harness/postgres.ts'
import { engines, startTestServer, type Device, type TestServer } from '../harness/server.ts'

let server: TestServer
afterEach(() => server.close())
afterAll(stopSharedPostgres)

const csv = (rows: readonly string[]): string => `公司名称,地区,联系人\n${rows.join('\n')}\n`

/** One step as main sends it. */
async function call(device: Device, step: ImportStep, id: string | null, body?: unknown, file?: string) {
  const { method, path } = importSteps[step]
  const answer = await fetch(server.url + path.replace(':id', id ?? ''), {
    method,
    headers: {
      authorization: `Bearer ${device.access}`,
      'content-type': file === undefined ? 'application/json' : 'application/octet-stream',
      ...(file === undefined ? {} : { [fileNameHeader]: encodeURIComponent('客户.csv') })
    },
    body: method === 'GET' ? undefined : (file ?? JSON.stringify(body ?? {}))
  })
  const { status } = answer
  // oxlint-disable-next-line typescript/no-explicit-any
  return { status, body: (await answer.json()) as any }
}

const held = (device: Device): unknown[] =>
  [...device.rows.values()].filter((row) => !row.deleted).map(({ body }) => body['name'])

async function ready(mia: Device, rows: readonly string[]): Promise<ImportBatchView> {
  const { body: first } = await call(mia, 'upload', null, undefined, csv(rows))
  const settings = { ...first.settings, territory: { ...first.settings.territory, fallback: server.ids.east } }
  const { status, body } = await call(mia, 'map', first.id, settings)
  expect([status, body.missing]).toEqual([200, []])
  return body
}

describe.each(engines)('imports on %s', (engine) => {
  test('go through the routes to the devices of the territory, and back', async () => {
    server = await startTestServer({ engine, features: [importFeature] })
    const [mia, anna, ben] = await Promise.all([server.device('mia'), server.device('anna'), server.device('ben')])
    const view = await ready(mia, ['岚屿化工有限公司,苏州,邵铁岩', '岚屿化工有限公司,苏州,方岚', '朔禾重机,,'])
    expect(view).toMatchObject({ fileName: '客户.csv', counts: { rows: 3, created: 2, persons: 2, errors: 0 } })
    const { body: rows } = await call(mia, 'rows', view.id, { show: 'update', offset: 0, limit: 10 })
    expect(rows).toMatchObject({ total: 1, rows: [{ rowNo: 3, match: null }] })
    expect((await call(mia, 'commit', view.id)).body).toMatchObject({ state: 'committed', counts: { created: 2 } })
    await Promise.all([anna.sync(), ben.sync()])
    expect(held(anna)).toEqual(expect.arrayContaining(['岚屿化工有限公司', '朔禾重机', '邵铁岩', '方岚']))
    expect(held(ben)).not.toContain('朔禾重机')
    expect((await call(mia, 'revert', view.id)).body).toMatchObject({ state: 'reverted', kept: [] })
    await anna.sync()
    expect(held(anna)).not.toContain('朔禾重机')
    expect((await call(mia, 'list', null)).body.batches).toMatchObject([{ id: view.id, state: 'reverted' }])
  })

  test('are for marketing, finance and administration only, and refuse with a code', async () => {
    server = await startTestServer({ engine, features: [importFeature] })
    const [anna, mia] = await Promise.all([server.device('anna'), server.device('mia')])
    expect(await call(anna, 'upload', null, undefined, csv(['甲,,']))).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN' }
    })
    expect((await call(anna, 'list', null)).status).toBe(403)
    expect(await call(mia, 'upload', null, undefined, '')).toMatchObject({ status: 400, body: { code: 'FILE_EMPTY' } })
    expect((await call(mia, 'get', '01990000-0000-7000-8000-000000000000')).status).toBe(404)
    expect((await call(mia, 'get', 'x')).status).toBe(404)
    const view = await ready(mia, ['甲,,'])
    expect((await call(mia, 'map', view.id, { ...view.settings, more: 1 })).status).toBe(400)
    expect(await call(mia, 'revert', view.id)).toMatchObject({ status: 409, body: { code: 'IMPORT_STATE' } })
  })
})

test('50,000 companies in one commit', { timeout: 300_000 }, async () => {
  server = await startTestServer({ engine: 'postgres', features: [importFeature] })
  const mia = await server.device('mia')
  const rows = Array.from({ length: importLimits.rows }, (_, i) => `第${i}机械有限公司,苏州,`)
  const view = await ready(mia, rows)
  expect(view.counts).toMatchObject({ created: 50_000, errors: 0 })
  expect((await call(mia, 'commit', view.id)).body).toMatchObject({ state: 'committed', counts: { created: 50_000 } })
})

test('committed on two nodes at once, an import is written once; the other node says that it has moved on', async () => {
  server = await startTestServer({ engine: 'postgres', features: [importFeature] })
  const second = await startTestServer({ features: [importFeature], beside: server })
  try {
    const [mia, anna] = await Promise.all([server.device('mia'), server.device('anna')])
    const view = await ready(mia, ['岚屿化工有限公司,苏州,邵铁岩', '朔禾重机,,'])
    const path = importSteps.commit.path.replace(':id', view.id)
    const answers = await Promise.all([
      mia.post(path, {}),
      second.post(path, {}, { authorization: `Bearer ${mia.access}` })
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect(answers.map(({ body }) => body.code ?? body.state).toSorted()).toEqual(['IMPORT_STATE', 'committed'])
    await anna.sync()
    expect(held(anna).filter((name) => name === '朔禾重机' || name === '邵铁岩')).toHaveLength(2)
  } finally {
    await second.close()
  }
})
