import type { NetState, RoundReport } from '@fieldfile/protocol'
import type { FromWorker, ToWorker } from '../../src/renderer/replica/messages.ts'
import { FakeVault } from '../../src/renderer/client/testing/fake-vault.ts'
import { writeRaw } from './raw.ts'
import { fetchAll, signIn, type Server } from './server.ts'

export interface Asked {
  login: string
  password: string
  /** Types to measure; other records are left out of the limit and of the count. */
  types: readonly string[]
}
export interface Measured {
  /** Milliseconds of fetching and parsing alone, of raw IndexedDB, and of the first sync. */
  fetchMs: number
  rawMs: number
  syncMs: number
  /** Records readable by a query after the sync, and after the worker was started anew. */
  readable: Record<string, number>
  readableAfterRestart: Record<string, number>
  openMs: number
}

async function measure({ login, password, types }: Asked): Promise<Measured> {
  const reader = await signIn(login, password)
  // Once unmeasured: the server has prepared its statements and read its pages, as one that other devices use has.
  await fetchAll(reader)
  const fetchStarted = performance.now()
  const rows = await fetchAll(reader)
  const fetchMs = performance.now() - fetchStarted
  const rawMs = await writeRaw(rows.filter(({ type }) => types.includes(type)))
  const device = await signIn(login, password)
  const vault = new FakeVault()
  const first = new Device(device, vault)
  await first.ready
  const syncStarted = performance.now()
  await first.sync()
  const syncMs = performance.now() - syncStarted
  const readable = await first.count(types)
  first.end()
  const openStarted = performance.now()
  const second = new Device(device, vault)
  await second.ready
  const openMs = performance.now() - openStarted
  const readableAfterRestart = await second.count(types)
  second.end()
  return { fetchMs, rawMs, syncMs, readable, readableAfterRestart, openMs }
}

const idle: NetState = { phase: 'idle', code: null, nextAt: null, lastSyncAt: null, clockOffset: 0 }
const paths = {
  'sync.hello': '/sync/hello',
  'sync.pull': '/sync/pull',
  'sync.snapshot': '/sync/snapshot',
  'sync.push': '/sync/push',
  'sync.lookup': '/sync/lookup'
}

/** The replica's worker with this page in the place of window and main. */
class Device {
  readonly ready: Promise<void>
  readonly #worker = new Worker(new URL('./replica-worker.ts', import.meta.url), { type: 'module' })
  readonly #server: Server
  readonly #vault: FakeVault
  #isReady!: () => void
  #onReport: (report: RoundReport) => void = () => {}
  #onResult: (data: unknown) => void = () => {}

  /** @param vault the same one is the same device started again */
  constructor(server: Server, vault: FakeVault) {
    this.#server = server
    this.#vault = vault
    this.ready = new Promise((resolve) => (this.#isReady = resolve))
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#receive(data)
    const { tenant, user } = server.session
    const session = { server: location.origin, tenant, device: server.device, user, remembered: true }
    this.#send({ t: 'start', session, zone: 'Asia/Shanghai', demo: false })
    this.#send({ t: 'net', net: idle })
  }

  async sync(): Promise<void> {
    const report = await new Promise<RoundReport>((resolve) => {
      this.#onReport = resolve
      this.#send({ t: 'round' })
    })
    if (!report.ok) throw new Error(`the round ended with ${report.code}`)
    if (report.more) await this.sync()
  }
  count(types: readonly string[]): Promise<Record<string, number>> {
    return new Promise((resolve) => {
      this.#onResult = (data) => resolve(data as Record<string, number>)
      this.#send({ t: 'subscribe', sub: 1, query: 'bench.count', args: types })
    })
  }
  end(): void {
    this.#worker.terminate()
  }

  #send(message: ToWorker): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
    this.#worker.postMessage(message)
  }
  #receive(message: FromWorker): void {
    if (message.t === 'net') {
      const { id, channel, argument } = message
      // Main's part: the key and the journal. Nothing is saved here, so where they are kept does not show.
      if (!isSync(channel)) return this.#send({ t: 'netAnswer', id, answer: this.#vault.answer(channel, argument) })
      void this.#server.post(paths[channel], argument).then(
        (body) => this.#send({ t: 'netAnswer', id, answer: { ok: true, body } }),
        () => this.#send({ t: 'netAnswer', id, answer: { ok: false, error: { code: 'SERVER_ERROR' } } })
      )
    } else if (message.t === 'roundDone') this.#onReport(message.report)
    else if (message.t === 'result') this.#onResult(message.data)
    else if (message.t === 'status' && message.status.phase === 'ready') this.#isReady()
  }
}

const isSync = (channel: string): channel is keyof typeof paths => channel in paths

Object.assign(globalThis, { measure })
