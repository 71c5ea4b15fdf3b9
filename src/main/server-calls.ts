import { importSteps } from '@fieldfile/protocol/imports'
import type { IpcCalls } from '@fieldfile/protocol/ipc'
import { syncRoutes, type SyncRoute } from '@fieldfile/protocol/sync'
import { failure, type Outcome } from './http/judge.ts'
import type { SessionKeeper } from './session/session.ts'

export interface ServerCallsDeps {
  send: SessionKeeper['send']
  /** A request of a sync round was answered, however. */
  onAnswer(): void
  onServerTime(serverTime: number): void
}

export interface ServerCalls {
  sync(route: SyncRoute, argument: unknown): Promise<Outcome>
  importStep(call: IpcCalls['import.call']['in']): Promise<Outcome>
}

// A page of 1 MB over a plant's 20 kbit/s needs minutes even compressed; a question needs seconds.
const timeouts: Record<SyncRoute, number> = {
  hello: 20_000,
  lookup: 20_000,
  push: 180_000,
  pull: 180_000,
  snapshot: 180_000
}
const uploadTimeoutMs = 10 * 60_000

/** The calls that the window makes of the server: sent as the person who is signed in, answers parsed by the protocol. */
export function createServerCalls({ send, onAnswer, onServerTime }: ServerCallsDeps): ServerCalls {
  return {
    async sync(route, argument) {
      const { path, response } = syncRoutes[route]
      const answer = await send({ method: 'POST', path, json: argument, timeoutMs: timeouts[route] })
      onAnswer()
      if (!answer.ok) return answer
      const isText = route === 'snapshot'
      const body = response.safeParse(isText ? headOf(answer.body) : answer.body)
      if (!body.success) return failure('SERVER_ERROR')
      if ('serverTime' in body.data) onServerTime(body.data.serverTime)
      // Its rows are checked where they are kept.
      return { ok: true, body: isText ? answer.body : body.data }
    },

    async importStep({ step, id, body, file }) {
      const { method, path, response } = importSteps[step]
      if (path.includes(':id') && !id) return failure('BAD_REQUEST', { field: 'id' })
      const answer = await send({
        method,
        path: path.replace(':id', encodeURIComponent(id ?? '')),
        ...(file ? { bytes: file, headers: fileHeaders(body) } : method !== 'GET' && { json: body ?? {} }),
        timeoutMs: uploadTimeoutMs
      })
      if (!answer.ok) return answer
      const parsed = response.safeParse(answer.body)
      return parsed.success ? { ok: true, body: parsed.data } : failure('SERVER_ERROR')
    }
  }
}

/** The first line of a page of a snapshot. */
function headOf(body: unknown): unknown {
  try {
    return typeof body === 'string' ? JSON.parse(body.slice(0, body.indexOf('\n'))) : null
  } catch {
    return null
  }
}

/** A header holds ASCII only, and file names are Chinese here. */
function fileHeaders(body: unknown): Record<string, string> {
  const name = typeof body === 'object' && body !== null && 'fileName' in body ? body.fileName : ''
  return { 'x-file-name': encodeURIComponent(typeof name === 'string' ? name.slice(0, 200) : '') }
}
