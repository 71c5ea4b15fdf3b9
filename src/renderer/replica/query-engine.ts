import { equal } from './equal.ts'

/** Runs a query and says what it read: keys of `dep`, and `clock`. */
export type Runner = (track: (key: string) => void) => unknown

interface Subscription {
  run: Runner
  deps: Set<string>
  /** Undefined until the first answer. */
  last: { data: unknown } | undefined
  post(data: unknown): void
  fail(error: unknown): void
}

export const clockKey = 'clock'
/** Thrown by a runner whose answer would be half of one: it is asked again when what it noted is touched. */
export class NotYet extends Error {}
/** Re-running is bounded to a quarter of the worker's time while pages stream in. */
const pauseMs = 50
const pauseFactor = 3

/**
 * Keeps the answers of subscribed queries true: re-runs those whose inputs were touched, and posts an answer only if it
 * changed. After a person's write at once (`soon`), after pages at most every 50 ms.
 */
export class QueryEngine {
  readonly #subscriptions = new Map<number, Subscription>()
  readonly #readers = new Map<string, Set<number>>()
  readonly #dirty = new Set<number>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #microtask = false
  #notBefore = 0
  #paused = true

  private readonly now: () => number

  constructor(now: () => number) {
    this.now = now
  }

  /** Until the local store is read there is nothing to answer. */
  resume(): void {
    this.#paused = false
    for (const id of this.#subscriptions.keys()) this.#dirty.add(id)
    this.flush()
  }
  subscribe(id: number, run: Runner, post: (data: unknown) => void, fail: (error: unknown) => void): void {
    this.unsubscribe(id)
    this.#subscriptions.set(id, { run, deps: new Set(), last: undefined, post, fail })
    if (!this.#paused) this.#run(id)
  }
  unsubscribe(id: number): void {
    for (const key of this.#subscriptions.get(id)?.deps ?? []) this.#forget(key, id)
    this.#subscriptions.delete(id)
    this.#dirty.delete(id)
  }
  clear(): void {
    for (const id of this.#subscriptions.keys()) this.unsubscribe(id)
    clearTimeout(this.#timer)
  }

  touched(keys: readonly string[]): void {
    for (const key of keys) for (const id of this.#readers.get(key) ?? []) this.#dirty.add(id)
    if (this.#dirty.size > 0) this.#later()
  }
  /** Answers what was touched before the next message: a person is waiting for it. */
  soon(): void {
    if (this.#microtask) return
    this.#microtask = true
    queueMicrotask(() => {
      this.#microtask = false
      this.flush()
    })
  }
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#paused) return
    const started = this.now()
    const ids = [...this.#dirty]
    this.#dirty.clear()
    for (const id of ids) this.#run(id)
    const ended = this.now()
    this.#notBefore = ended + Math.max(pauseMs, pauseFactor * (ended - started))
  }

  #later(): void {
    this.#timer ??= setTimeout(() => this.flush(), Math.max(0, this.#notBefore - this.now()))
  }
  #run(id: number): void {
    const subscription = this.#subscriptions.get(id)
    if (!subscription) return
    const deps = new Set<string>()
    try {
      const data = subscription.run((key) => deps.add(key))
      if (!subscription.last || !equal(subscription.last.data, data)) {
        subscription.last = { data }
        subscription.post(data)
      }
    } catch (error) {
      if (!(error instanceof NotYet)) {
        subscription.last = undefined
        subscription.fail(error)
      }
    }
    for (const key of subscription.deps) if (!deps.has(key)) this.#forget(key, id)
    for (const key of deps) {
      const readers = this.#readers.get(key)
      if (readers) readers.add(id)
      else this.#readers.set(key, new Set([id]))
    }
    subscription.deps = deps
  }
  #forget(key: string, id: number): void {
    const readers = this.#readers.get(key)
    readers?.delete(id)
    if (readers?.size === 0) this.#readers.delete(key)
  }
}
