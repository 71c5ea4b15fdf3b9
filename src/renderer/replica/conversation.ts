import { HelloResponse, type IpcCalls, type Op } from '@fieldfile/protocol'
import type { History } from './history.ts'
import type { Memory } from './memory.ts'
import type { Store } from './store.ts'

type Channel = 'sync.hello' | 'sync.push' | 'sync.pull' | 'sync.snapshot' | 'sync.lookup' | 'session.newDevice'
/** Passes one call on to main. Never rejects: a failure is an answer with a code. */
export type Transport = <C extends Channel>(channel: C, argument: IpcCalls[C]['in']) => Promise<Answer>
export type Answer =
  | { ok: true; body: unknown }
  | { ok: false; error: { code: string; field?: string; retryAfterMs?: number } }

export interface SyncContext {
  memory: Memory
  store: Store
  history: Pick<History, 'forPage' | 'forSnapshot' | 'leaveOnDisk' | 'isHere'>
  transport: Transport
  device(): string
  /** It goes on under this id. */
  onDevice(device: string): void
  versions: { proto: number; schema: number }
  now(): number
  /** Runs a step alone: no write comes between its plan and its effect. */
  exclusive<T>(step: () => Promise<T>): Promise<T>
  onProgress(progress: { done: number; total: number } | null): void
  /** Ops have reached the server; looked-up rows they changed should be fetched anew. */
  onTaken(ops: readonly Op[]): void
}

/** A round ended early, with what main needs to know to try again. */
export class Stopped extends Error {
  readonly code: string
  readonly retryAfterMs: number | null

  constructor(code: string, retryAfterMs: number | null = null) {
    super(code)
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}

export async function ask(context: SyncContext, channel: Channel, argument: IpcCalls[Channel]['in']): Promise<unknown> {
  const answer = await context.transport(channel, argument as never)
  if (!answer.ok) throw new Stopped(answer.error.code, answer.error.retryAfterMs ?? null)
  return answer.body
}

export async function hail(context: SyncContext): Promise<HelloResponse> {
  const argument = {
    ...context.versions,
    device: context.device(),
    epoch: context.memory.meta.epoch,
    clock: context.now()
  }
  const hello = HelloResponse.safeParse(await ask(context, 'sync.hello', argument))
  if (!hello.success) throw new Stopped('SERVER_ERROR')
  return hello.data
}
