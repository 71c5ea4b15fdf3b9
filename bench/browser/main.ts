import type { Bridge, IpcCalls, IpcEvents, NetState, RoundReport } from '@fieldfile/protocol'
import { FakeVault } from '../../src/renderer/client/testing/fake-vault.ts'

export interface SyncCall {
  id: number
  path: string
  body: unknown
  token: string
}
export interface SyncAnswer {
  id: number
  answer: unknown
}

/** Undefined for calls that it does not take. */
export type Handle = (channel: string, argument: unknown) => Promise<unknown> | undefined

const idle: NetState = { phase: 'idle', code: null, nextAt: null, lastSyncAt: null, clockOffset: 0 }
const paths: Partial<Record<keyof IpcCalls, string>> = {
  'sync.hello': '/sync/hello',
  'sync.pull': '/sync/pull',
  'sync.snapshot': '/sync/snapshot',
  'sync.push': '/sync/push',
  'sync.lookup': '/sync/lookup'
}

/**
 * Main as the window sees it: the network lives in a thread of its own, and its answers are copied to the window as IPC copies
 * them. Vault, journal and witness are kept in memory, but where `handle` takes a call.
 */
export class Main {
  readonly bridge: Bridge
  readonly vault: FakeVault
  readonly #network = new Worker(new URL('./main-worker.ts', import.meta.url), { type: 'module' })
  readonly #waiting = new Map<number, (answer: unknown) => void>()
  readonly #listeners = new Map<string, Set<(event: never) => void>>()
  #lastId = 0
  #onRound: (report: RoundReport) => void = () => {}
  readonly #token: string
  readonly #handle: Handle | undefined

  constructor(token: string, vault = new FakeVault(), handle?: Handle) {
    this.#token = token
    this.vault = vault
    this.#handle = handle
    this.#network.onmessage = ({ data: { id, answer } }: MessageEvent<SyncAnswer>) => {
      this.#waiting.get(id)?.(answer)
      this.#waiting.delete(id)
    }
    this.bridge = {
      call: ((channel: keyof IpcCalls, argument: unknown) => this.#call(channel, argument)) as Bridge['call'],
      on: ((channel: keyof IpcEvents, listener: (event: never) => void) => {
        const all = this.#listeners.get(channel) ?? new Set()
        this.#listeners.set(channel, all.add(listener))
        return () => all.delete(listener)
      }) as Bridge['on']
    }
  }

  /** Asks for a round, and for more of it as long as there is more. */
  async round(): Promise<void> {
    const report = await new Promise<RoundReport>((resolve) => {
      this.#onRound = resolve
      for (const listener of this.#listeners.get('sync.round') ?? []) listener({ reason: 'bench' } as never)
    })
    if (!report.ok) throw new Error(`the round ended with ${report.code}`)
    if (report.more) await this.round()
  }
  end(): void {
    this.#network.terminate()
  }

  async #call(channel: keyof IpcCalls, argument: unknown): Promise<unknown> {
    const handled = this.#handle?.(channel, argument)
    if (handled) return handled
    if (this.vault.handles(channel)) return this.vault.answer(channel, argument)
    if (channel === 'sync.done') this.#onRound(argument as RoundReport)
    if (channel === 'net.state') return idle
    const path = paths[channel]
    if (!path) return null
    return new Promise((resolve) => {
      const id = ++this.#lastId
      this.#waiting.set(id, resolve)
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
      this.#network.postMessage({ id, path, body: argument, token: this.#token } satisfies SyncCall)
    })
  }
}
