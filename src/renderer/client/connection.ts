import { isErrorCode, type Bridge, type NetState, type Session } from '@fieldfile/protocol'
import type { FromWorker, Status, ToWorker, UpkeepRequest } from '../replica/messages.ts'
import { setStatus } from './status-store.ts'

/** The part of Worker that is used; tests pass one end of a MessageChannel. */
export interface WorkerLike {
  postMessage(message: ToWorker): void
  onmessage: ((event: MessageEvent<FromWorker>) => unknown) | null
}

export interface Connection {
  /** Opens the data of the signed-in user. */
  start(session: Session, options?: { zone?: string; demo?: boolean }): void
  /** Closes it; called before signing out. */
  stop(): void
  /** The app speaks this language from now on, and so do its reminders. */
  speak(language: Session['user']['language']): void
  dispose(): void
}

type Progress = (done: number, total: number) => void
interface Waiting {
  progress: Progress | undefined
  resolve(value: unknown): void
  reject(error: WriteError): void
}
interface Listener {
  query: string
  args: unknown
  result(data: unknown): void
  failed(message: string): void
  /** The data was closed: what was answered is no longer anybody's to see. */
  closed(): void
}

/** A write or another request was not accepted; `code` is one of errors.ts. */
export class WriteError extends Error {
  readonly code: string
  readonly field: string | undefined

  constructor(code: string, field?: string) {
    super(field ? `${code}: ${field}` : code)
    this.code = code
    this.field = field
    this.name = 'WriteError'
  }
}

type Request = Extract<
  ToWorker,
  {
    id: number
    t:
      | 'write'
      | 'undo'
      | 'lookup'
      | 'outbox'
      | 'retryRefused'
      | 'dropRefused'
      | 'unlock'
      | 'tryVault'
      | 'changePin'
      | 'rotateKey'
      | 'keyInfo'
      | UpkeepRequest['t']
  }
>
export type RequestBody = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never

let worker: WorkerLike | null = null
let lastId = 0
const waiting = new Map<number, Waiting>()
const listeners = new Map<number, Listener>()
let started = false
let isLocked = false

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
const send = (message: ToWorker): void => worker?.postMessage(message)
const erase = (doomed: { names: readonly string[] } | null | undefined): void => {
  if (doomed && doomed.names.length > 0) send({ t: 'erase', names: doomed.names })
}
const onNet = (net: NetState): void => send({ t: 'net', net })

/** Ties the window to its worker and to main: what the worker asks of the network goes on to main, and main's events to the worker. */
export function connect(to: WorkerLike, bridge: Bridge): Connection {
  worker = to
  to.onmessage = ({ data }) => receive(data, bridge)
  const off = [
    bridge.on('sync.round', () => send({ t: 'round' })),
    bridge.on('net.state', onNet),
    bridge.on('vault.lock', () => send({ t: 'lock' })),
    bridge.on('database.erase', erase)
  ]
  // What an earlier run could not end.
  void bridge.call('database.doomed', null).then(erase, () => {})
  void bridge.call('net.state', null).then(onNet, () => {})
  return {
    start: (session, { zone = Intl.DateTimeFormat().resolvedOptions().timeZone, demo = false } = {}) => {
      send({ t: 'start', session, zone, demo })
      started = true
      // Also after the worker or the user has changed: what is on the screen is asked anew.
      askAgain()
      void bridge.call('net.state', null).then(onNet, () => {})
      void bridge.call('sync.now', { reason: 'start' }).catch(() => {})
    },
    stop: () => {
      started = false
      send({ t: 'stop' })
      isLocked = false
      for (const listener of listeners.values()) listener.closed()
    },
    speak: (language) => send({ t: 'language', language }),
    dispose: () => {
      for (const stop of off) stop()
      to.onmessage = null
      worker = null
      started = false
      isLocked = false
      for (const { reject } of waiting.values()) reject(new WriteError('STORAGE_FAILED'))
      waiting.clear()
    }
  }
}

/** Asks everything on the screen anew: the worker has other data, or opened it again. */
export function askAgain(): void {
  for (const [sub, { query, args }] of listeners) send({ t: 'subscribe', sub, query, args })
}

/** A locked worker has forgotten the answers, and so does the window; unlocked, everything is asked anew. */
function follow({ phase }: Status): void {
  if ((phase === 'locked') === isLocked) return
  isLocked = !isLocked
  if (!isLocked) return askAgain()
  for (const listener of listeners.values()) listener.closed()
}

function receive(message: FromWorker, bridge: Bridge): void {
  switch (message.t) {
    case 'result':
      return listeners.get(message.sub)?.result(message.data)
    case 'queryFailed':
      return listeners.get(message.sub)?.failed(message.message)
    case 'status':
      follow(message.status)
      return setStatus(message.status satisfies Status)
    case 'answer': {
      const asked = waiting.get(message.id)
      waiting.delete(message.id)
      return message.ok ? asked?.resolve(message.value) : asked?.reject(new WriteError(message.code, message.field))
    }
    case 'progress':
      return waiting.get(message.id)?.progress?.(message.done, message.total)
    case 'net': {
      const { id, channel, argument } = message
      void bridge.call(channel, argument as never).then(
        (answer: unknown) => send({ t: 'netAnswer', id, answer }),
        (error: unknown) => send({ t: 'netAnswer', id, answer: { ok: false, error: { code: codeOf(error) } } })
      )
      return
    }
    // What main cannot take now it asks for again by itself: rounds are its own, due items come with the next change.
    case 'roundDone':
      return void bridge.call('sync.done', message.report).catch(() => {})
    case 'syncNow':
      return void bridge.call('sync.now', { reason: 'saved' }).catch(() => {})
    case 'due':
      return void bridge.call('reminders.set', { items: message.items }).catch(() => {})
  }
}

/** Main refuses with a code as message. */
const codeOf = (error: unknown): string =>
  error instanceof Error && isErrorCode(error.message) ? error.message : 'IPC_REFUSED'

/** Locks at once, where a PIN is on. */
export const lockNow = (): void => send({ t: 'lock' })

/** Sends a request and waits for its answer. */
export function request<T>(body: RequestBody, progress?: Progress): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    // Nobody's data is open: what is asked now must not reach the next user's.
    if (!started) return reject(new WriteError('NOT_READY'))
    const id = ++lastId
    waiting.set(id, { progress, resolve: resolve as (value: unknown) => void, reject })
    send({ ...body, id } as ToWorker)
  })
}

/** Subscribes to a query; answers how to end it. */
export function subscribe(query: string, args: unknown, listener: Omit<Listener, 'query' | 'args'>): () => void {
  const sub = ++lastId
  listeners.set(sub, { query, args, ...listener })
  if (started) send({ t: 'subscribe', sub, query, args })
  return () => {
    listeners.delete(sub)
    if (started) send({ t: 'unsubscribe', sub })
  }
}
