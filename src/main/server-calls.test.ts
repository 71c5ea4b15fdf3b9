import { expect, test } from 'vitest'
import { failure, type Outcome } from './http/judge.ts'
import type { HttpRequest } from './http/transport.ts'
import { createServerCalls } from './server-calls.ts'

function setUp(answer: Outcome) {
  const log: unknown[] = []
  const calls = createServerCalls({
    async send(request: Omit<HttpRequest, 'server' | 'token'>) {
      log.push(request)
      return answer
    },
    onAnswer: () => log.push('answered'),
    onServerTime: (time) => log.push(`server time ${time}`)
  })
  return { calls, log }
}
const lookup = { rows: [], more: false, asOf: 1 }
const pull = { epoch: 1, grants: [], pages: [], ackDseq: 0, complete: true, remaining: 0, serverTime: 7 }

test('a sync call goes to its route; its answer is parsed and its clock told', async () => {
  const { calls, log } = setUp({ ok: true, body: { ...pull, unknown: 1 } })
  expect(await calls.sync('pull', { cursors: {} })).toEqual({ ok: true, body: pull })
  expect(log).toEqual([
    { method: 'POST', path: '/sync/pull', json: { cursors: {} }, timeoutMs: 180_000 },
    'answered',
    'server time 7'
  ])
})

test('an answer of the wrong shape is dropped: the cursor stays', async () => {
  expect(await setUp({ ok: true, body: { ...pull, complete: 'yes' } }).calls.sync('pull', {})).toEqual(
    failure('SERVER_ERROR')
  )
  expect(await setUp({ ok: true, body: lookup }).calls.sync('lookup', {})).toEqual({ ok: true, body: lookup })
})

test('a page of a snapshot is passed on as the text it is, its head checked and its clock told', async () => {
  const head = { epoch: 1, head: 5, next: null, total: 1, serverTime: 9 }
  const text = `${JSON.stringify(head)}\n[[{}]]\n`
  const { calls, log } = setUp({ ok: true, body: text })
  expect(await calls.sync('snapshot', {})).toEqual({ ok: true, body: text })
  expect(log).toContain('server time 9')
  for (const body of ['', 'no page', '{}\n', text.replace('"head":5', '"head":-5'), null, head])
    expect(await setUp({ ok: true, body }).calls.sync('snapshot', {})).toEqual(failure('SERVER_ERROR'))
})

test('a failure is an answer too', async () => {
  const { calls, log } = setUp(failure('OFFLINE'))
  expect(await calls.sync('push', {})).toEqual(failure('OFFLINE'))
  expect(log).toContain('answered')
})

test('an import file travels as bytes, its Chinese name in a header', async () => {
  const { calls, log } = setUp(failure('FILE_EMPTY'))
  const file = new Uint8Array([1])
  await calls.importStep({ step: 'upload', id: null, body: { fileName: '客户.csv' }, file })
  expect(log).toMatchObject([
    { method: 'POST', path: '/imports', bytes: file, headers: { 'x-file-name': '%E5%AE%A2%E6%88%B7.csv' } }
  ])
})

test('an import step names its batch and cannot leave its path', async () => {
  const { calls, log } = setUp({ ok: true, body: { batches: [] } })
  await calls.importStep({ step: 'commit', id: '../../auth/sign-out', body: null })
  expect(log).toMatchObject([{ method: 'POST', path: '/imports/..%2F..%2Fauth%2Fsign-out/commit', json: {} }])
  expect(await calls.importStep({ step: 'get', id: null, body: null })).toEqual(failure('BAD_REQUEST', { field: 'id' }))
  expect(await calls.importStep({ step: 'list', id: null, body: null })).toEqual({ ok: true, body: { batches: [] } })
  expect(log[1]).not.toHaveProperty('json')
})
