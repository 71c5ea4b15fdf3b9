import { FieldfileError } from '@fieldfile/protocol'
import type { ServerContext } from '../../context.ts'
import { commitSent, type Committed } from './commit.ts'
import type { Sent } from './queue.ts'

/** Ops in one commit: enough that a round trip and an fsync are shared by many pushes, few enough that none waits long. */
const opsTogether = 1000
/** Two, so that one is decided here while the database writes the other. Their commits queue at `sync_head` anyway. */
const commitsAtOnce = 2
/** What a device that finds the queue full waits. */
const busyMs = 2000

interface Waiting {
  sent: Sent
  resolve(answer: Committed): void
  reject(error: unknown): void
}

/**
 * Group commit: what arrives while a commit is under way goes together into the next, so that the busier the server is, the
 * less each push costs. A push is in one commit whole, and a device's pushes keep their order.
 */
export class GroupCommit {
  readonly #context: ServerContext
  readonly #limit: number
  readonly #atOnce: number
  #waiting: Waiting[] = []
  /** What is being committed. */
  readonly #under = new Set<Waiting>()
  #running = 0

  /** `limit`: pushes that may wait. More are refused, so that memory and waiting time stay bounded. */
  constructor(context: ServerContext, limit: number) {
    this.#context = context
    this.#limit = limit
    this.#atOnce = context.db.engine === 'postgres' ? commitsAtOnce : 1
  }

  /** Throws SERVER_BUSY when too many wait. */
  add(sent: Sent): Promise<Committed> {
    if (this.#waiting.length >= this.#limit)
      return Promise.reject(new FieldfileError('SERVER_BUSY', { retryAfterMs: busyMs }))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ sent, resolve, reject })
      this.#next()
    })
  }

  #next(): void {
    while (this.#running < this.#atOnce) {
      const group = this.#take()
      if (group.length === 0) return
      this.#running++
      for (const one of group) this.#under.add(one)
      void this.#commit(group).finally(() => {
        this.#running--
        for (const one of group) this.#under.delete(one)
        this.#next()
      })
    }
  }

  /** Those that may go together: one push of a device at a time, and no op id twice, wherever it comes from. */
  #take(): Waiting[] {
    const group: Waiting[] = []
    const left: Waiting[] = []
    const devices = new Set([...this.#under].map(({ sent }) => sent.device))
    const opIds = new Set<string>()
    let ops = 0
    for (const one of this.#waiting) {
      const { device, ops: own } = one.sent
      const fits = group.length === 0 || ops + own.length <= opsTogether
      if (!fits || devices.has(device) || own.some(({ opId }) => opIds.has(opId))) left.push(one)
      else {
        group.push(one)
        ops += own.length
        for (const { opId } of own) opIds.add(opId)
      }
      devices.add(device)
    }
    this.#waiting = left
    return group
  }

  /** What fails together is tried one by one, so that a push which cannot be written fails alone. */
  async #commit(group: readonly Waiting[]): Promise<void> {
    try {
      const answers = await commitSent(
        this.#context,
        group.map(({ sent }) => sent)
      )
      for (const [i, answer] of answers.entries()) {
        if (answer instanceof FieldfileError) group[i]!.reject(answer)
        else group[i]!.resolve(answer)
      }
    } catch (error) {
      if (group.length === 1) return group[0]!.reject(error)
      this.#context.log.warn({ pushes: group.length, reason: String(error) }, 'pushes are committed one by one')
      for (const one of group) await this.#commit([one])
    }
  }
}
