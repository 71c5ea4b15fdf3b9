import type { Bridge, Session } from '@fieldfile/protocol'
import { act, StrictMode, type ReactNode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { FromWorker, ToWorker } from '../replica/messages.ts'
import { connect, defineQuery, useQuery, useStatus, write, type Connection, type WorkerLike } from './index.ts'

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
const session = { user: { id: 'u' } } as Session
const bridge = { call: () => Promise.resolve(null), on: () => () => {} } as unknown as Bridge
const named = defineQuery('test.named', (_db, { name }: { name: string }) => name)

let sent: ToWorker[]
let worker: WorkerLike
let connection: Connection
let root: Root
let host: HTMLElement
const say = (message: FromWorker) => act(async () => worker.onmessage?.({ data: message } as MessageEvent<FromWorker>))
const show = (node: ReactNode) => act(async () => root.render(<StrictMode>{node}</StrictMode>))
const subscribed = () => sent.filter((m) => m.t === 'subscribe')

function Shown({ name }: { name: string }) {
  const { data, loading, error } = useQuery(named, { name })
  return <p>{`${String(data)} ${loading ? 'loading' : 'there'} ${error ?? ''}`.trim()}</p>
}
function Waiting() {
  return <p>{useStatus((status) => status.waiting)}</p>
}

beforeEach(() => {
  sent = []
  worker = { postMessage: (message) => void sent.push(message), onmessage: null }
  connection = connect(worker, bridge)
  connection.start(session)
  host = document.body.appendChild(document.createElement('div'))
  root = createRoot(host)
})
afterEach(async () => {
  await act(async () => root.unmount())
  connection.dispose()
  host.remove()
})

test('one subscription for components that ask the same, also in strict mode', async () => {
  await show([<Shown key="1" name="a" />, <Shown key="2" name="a" />])
  expect(subscribed()).toHaveLength(1)
  const { sub } = subscribed()[0]!
  expect(host.textContent).toBe('undefined loadingundefined loading')
  await say({ t: 'result', sub, data: 'A' })
  expect(host.textContent).toBe('A thereA there')
})

test('the old answer stays while other arguments run', async () => {
  await show(<Shown name="b" />)
  await say({ t: 'result', sub: subscribed().at(-1)!.sub, data: 'B' })
  await show(<Shown name="c" />)
  expect(host.textContent).toBe('B loading')
  await say({ t: 'result', sub: subscribed().at(-1)!.sub, data: 'C' })
  expect(host.textContent).toBe('C there')
})

test('an error keeps the last answer beside it', async () => {
  await show(<Shown name="d" />)
  const { sub } = subscribed().at(-1)!
  await say({ t: 'result', sub, data: 'D' })
  await say({ t: 'queryFailed', sub, message: 'broken' })
  expect(host.textContent).toBe('D there broken')
})

test('a new worker is asked again for what is on the screen', async () => {
  await show(<Shown name="e" />)
  connection.dispose()
  sent = []
  connection = connect(worker, bridge)
  connection.start(session)
  const about = sent.map((m) => (m.t === 'subscribe' ? m.args : m.t))
  expect(about[0]).toBe('start')
  expect(about).toContainEqual({ name: 'e' })
})

test('status is picked by a selector', async () => {
  await show(<Waiting />)
  const net = { phase: 'idle' as const, code: null, nextAt: null, lastSyncAt: null, clockOffset: 0 }
  await say({
    t: 'status',
    status: { phase: 'ready', waiting: 3, refused: 0, conflicts: 0, progress: null, net, error: null }
  })
  expect(host.textContent).toBe('3')
})

test('after signing out nothing is asked of the next user’s data', async () => {
  connection.stop()
  await expect(write({ type: 'account', kind: 'create', values: { name: 'x' } })).rejects.toMatchObject({
    code: 'NOT_READY'
  })
  expect(sent.filter((m) => m.t === 'write')).toEqual([])
})

test('closing the data takes its answers off the screen, and keeps none for the next user', async () => {
  await show(<Shown name="f" />)
  const { sub } = subscribed().at(-1)!
  await say({ t: 'result', sub, data: 'F' })
  await show(<Shown name="g" />)
  await act(async () => connection.stop())
  expect(host.textContent).toBe('undefined loading')
  await act(async () => connection.start(session))
  await show(<Shown name="f" />)
  expect(host.textContent).toBe('undefined loading')
})
