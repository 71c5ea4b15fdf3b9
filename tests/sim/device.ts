import type { Op, RoundReport } from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import type { Role } from '@fieldfile/protocol'
import { Memory } from '../../src/renderer/replica/memory.ts'
import type { Change } from '../../src/renderer/replica/messages.ts'
import { retryRefused } from '../../src/renderer/replica/refused.ts'
import type { Answer, Transport } from '../../src/renderer/replica/conversation.ts'
import { syncRound } from '../../src/renderer/replica/sync-round.ts'
import { undo } from '../../src/renderer/replica/undo.ts'
import { write, type WriteContext } from '../../src/renderer/replica/writer.ts'
import { SimStore, type Crash, type Disk } from './disk.ts'

type Channel = Parameters<Transport>[0]
/** A message that has left the device and has not been answered. */
export interface Waiting {
  channel: Channel
  argument: unknown
  answer(answer: Answer): void
}

export interface DeviceOptions {
  id: string
  user: string
  /** What the session says of the user, as at the last sign-in. */
  roles: readonly Role[]
  territoryIds: readonly string[]
  disk: Disk
  newId(): string
  /** The time everywhere else. */
  now(): number
  /** What a test spoils on purpose: what the grants no longer cover goes before it was pushed. */
  purgeFirst?: boolean
}

/** One device: the replica's own memory, writes, undo, retries and sync rounds, without window, timers or screen. */
export class SimDevice {
  memory!: Memory
  /** How wrong its clock is, and by how much it believes so. */
  skew = 0
  offset = 0
  waiting: Waiting | null = null
  round: Promise<RoundReport> | null = null
  /** The last round came to its end. */
  isComplete = false
  /** Groups written here, for undo. */
  readonly groups: string[] = []
  readonly options: DeviceOptions
  #store!: SimStore
  #queue: Promise<unknown> = Promise.resolve()
  #idle = Promise.withResolvers<void>()

  constructor(options: DeviceOptions) {
    this.options = options
  }
  now = (): number => this.options.now() + this.skew

  async start(): Promise<void> {
    this.#store = new SimStore(this.options.disk)
    this.memory = new Memory(types, this.options.user)
    this.#queue = Promise.resolve()
    this.waiting = null
    this.round = null
    this.memory.load(await this.#store.loadAll())
  }
  async crash(kind: Crash): Promise<void> {
    this.#store.leave()
    this.options.disk.crash(kind)
    await this.start()
  }

  get #context(): WriteContext {
    const { user, id, roles, territoryIds, newId } = this.options
    return {
      memory: this.memory,
      store: this.#store,
      me: { id: user, name: user, roles, territoryIds, zone: 'UTC' },
      guards: [],
      offline: () => false,
      author: {
        userId: user,
        device: id,
        zone: 'UTC',
        schema: 1,
        newId,
        now: this.now,
        clockOffset: () => this.offset
      }
    }
  }
  #exclusive = <T>(step: () => Promise<T>): Promise<T> => {
    const result = this.#queue.then(step)
    this.#queue = result.catch(() => {})
    return result
  }

  write = (changes: readonly Change[]): Promise<{ group: string }> =>
    this.#exclusive(() => write(this.#context, changes))
  undo = (group: string): Promise<{ group: string }> => this.#exclusive(() => undo(this.#context, group))
  retry = (opId: string): Promise<{ group: string }> => this.#exclusive(() => retryRefused(this.#context, opId, {}))
  opsOf = (group: string): Op[] =>
    this.memory
      .outbox()
      .map(({ op }) => op)
      .filter((op) => op.group === group)

  /** Begins a round, unless one runs, and waits for its first message. */
  async begin(): Promise<void> {
    if (this.round) return
    this.#idle = Promise.withResolvers()
    const { memory, now } = this
    const round = syncRound({
      memory,
      store: this.#store,
      history: { forPage: async () => {}, forSnapshot: async () => {}, isHere: () => true, leaveOnDisk() {} },
      transport: (channel, argument) => this.#send(memory, channel, argument),
      versions: { proto: 1, schema: 1 },
      now,
      device: () => this.options.id,
      onDevice() {},
      exclusive: this.#exclusive,
      onProgress() {},
      onTaken() {}
    })
    this.round = round
    this.isComplete = false
    void this.#end(round)
    await this.#idle.promise
  }
  async #end(round: Promise<RoundReport>): Promise<void> {
    const { ok } = await round
    if (this.round !== round) return
    this.round = null
    this.isComplete = ok
    this.#idle.resolve()
  }
  /** Hands over an answer and waits for what the device does next. */
  async answer(answer: Answer): Promise<void> {
    const { waiting } = this
    if (!waiting) return
    this.waiting = null
    this.#idle = Promise.withResolvers()
    if (this.options.purgeFirst && waiting.channel === 'sync.hello' && answer.ok)
      this.#purge((answer.body as { grants: string[] }).grants)
    waiting.answer(answer)
    await this.#idle.promise
  }

  #send(memory: Memory, channel: Channel, argument: unknown): Promise<Answer> {
    // A round of before the crash speaks to nobody.
    if (memory !== this.memory) return new Promise(() => {})
    const { promise, resolve } = Promise.withResolvers<Answer>()
    this.waiting = { channel, argument: JSON.parse(JSON.stringify(argument)), answer: resolve }
    this.#idle.resolve()
    return promise
  }

  /** The positive control "purge before push". */
  #purge(grants: readonly string[]): void {
    const gone = this.memory.outbox().filter(({ op, seq }) => {
      const held = Object.keys(this.memory.stored(op.type, op.id)?.in ?? {})
      return seq === null && held.length > 0 && held.every((bucket) => !grants.includes(bucket))
    })
    this.memory.removePending(gone)
    for (const { dseq } of gone) this.options.disk.db.outbox.delete(dseq)
  }
}
