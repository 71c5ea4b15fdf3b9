import { newId, type JournalLine } from '@fieldfile/protocol'
import { connect, write } from '../../src/renderer/client/index.ts'
import { Main, type Handle } from './main.ts'
import { strictPuts } from './raw.ts'

export interface SavedTimes {
  /** From the window's call to its answer, in ms, of each edit. */
  edits: number[]
  /** The same without a pause between them. */
  hurried: number[]
  /** A strict put of one value of like size in raw IndexedDB, in ms. */
  puts: number[]
  hurriedPuts: number[]
  /** From the window's question to main's answer with nothing to do for main, in ms. */
  hops: number[]
}
/** Between two edits: no person is faster, and what the last one left to do behind its answer is done by then. */
const pauseMs = 30

interface Asked {
  edits: number
  accounts: number
}

/** One person's edits, one after the other; the journal is main's own, reached over loopback instead of IPC. */
async function measure({ edits, accounts }: Asked): Promise<SavedTimes> {
  const ask = await journalSocket()
  const handle: Handle = (channel, argument) => {
    if (channel === 'journal.append') return ask(argument as { lines: JournalLine[] })
  }
  const main = new Main('', undefined, handle)
  const worker = new Worker(new URL('./replica-worker.ts', import.meta.url), { type: 'module' })
  const connection = connect(worker, main.bridge)
  const territoryId = newId()
  const user = {
    id: newId(),
    login: 'bench',
    name: 'Bench',
    roles: ['REP' as const],
    territoryIds: [territoryId],
    language: 'en' as const
  }
  connection.start({ server: location.origin, tenant: 'bench', device: newId(), user, remembered: true })
  const ids: string[] = []
  for (let i = 0; i < accounts; i++) {
    const { ids: made } = await write({
      type: 'account',
      kind: 'create',
      values: { name: `江南${i}号精密机械制造有限公司`, territoryId, ownerUserId: user.id },
      step: { event: 'register', args: { to: 'prospect' } }
    })
    ids.push(made[0]!)
  }
  const edit = async (i: number): Promise<number> => {
    const started = performance.now()
    const values = { businessGoals: `第${i}次修改：${text}` }
    await write({ type: 'account', id: ids[i % ids.length]!, kind: 'edit', values })
    return performance.now() - started
  }
  const times: number[] = []
  const hurried: number[] = []
  for (let i = 0; i < edits; i++) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    times.push(await edit(i))
  }
  for (let i = 0; i < edits; i++) hurried.push(await edit(i))
  const hops: number[] = []
  for (let i = 0; i < 100; i++) {
    const started = performance.now()
    await ask(null)
    hops.push(performance.now() - started)
  }
  connection.dispose()
  worker.terminate()
  main.end()
  const value = { text: text.repeat(4), at: Date.now() }
  const puts = await strictPuts(edits, pauseMs, value)
  return { edits: times, hurried, hops, puts, hurriedPuts: await strictPuts(edits, 0, value) }
}

const text = '阀门密封检修计划与备件库存核对，现场振动值偏高需复测；下次带样品与报价，确认入厂预约。'

async function journalSocket(): Promise<(argument: unknown) => Promise<unknown>> {
  const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/journal`)
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = () => reject(new Error('no journal'))
  })
  const waiting = new Map<number, (answer: unknown) => void>()
  socket.onmessage = ({ data }: MessageEvent<string>) => {
    const { id, answer } = JSON.parse(data) as { id: number; answer: unknown }
    waiting.get(id)?.(answer)
    waiting.delete(id)
  }
  let last = 0
  return (argument) =>
    new Promise((resolve) => {
      const id = ++last
      waiting.set(id, resolve)
      socket.send(JSON.stringify({ id, argument }))
    })
}

Object.assign(globalThis, { measure })
