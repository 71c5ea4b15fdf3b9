import { protoHeader } from '@fieldfile/protocol/auth'
import { protoVersion } from '@fieldfile/protocol/version'
import { messageOf, type Log } from '../store/log.ts'
import { codeOfNetworkError, failure, judge, type Outcome } from './judge.ts'

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Base address of the server, without a slash at the end. */
  server: string
  /** Path and query, from `/`. */
  path: string
  json?: unknown
  bytes?: Uint8Array
  headers?: Record<string, string>
  token?: string
  /** 30 s where absent. */
  timeoutMs?: number
}
export type Transport = (request: HttpRequest) => Promise<Outcome>

export interface TransportDeps {
  /** `net.fetch`: the system's proxy and certificates. */
  fetch: typeof fetch
  log: Log
}

const usualTimeoutMs = 30_000
// A page of a pull holds at most 1 MB of rows; a larger answer is not one of ours.
const largestAnswer = 32 * 1024 * 1024

/** One request, one outcome; it never throws and never tries again. */
export function createTransport({ fetch, log }: TransportDeps): Transport {
  return async (request) => {
    try {
      const response = await fetch(request.server + request.path, {
        method: request.method,
        headers: headersOf(request),
        body: bodyOf(request),
        // A redirect would carry names, passwords and customers' data to whoever answers: it is read as a portal.
        redirect: 'manual',
        credentials: 'omit',
        cache: 'no-store',
        signal: AbortSignal.timeout(request.timeoutMs ?? usualTimeoutMs)
      })
      const tooLarge = Number(response.headers.get('content-length') ?? 0) > largestAnswer
      // A page of something in between is not even read.
      const isOurs = response.headers.has(protoHeader) && !tooLarge
      const text = isOurs ? await response.text() : ''
      if (!isOurs) await response.body?.cancel()
      const outcome = tooLarge
        ? failure('SERVER_ERROR')
        : judge({ status: response.status, headers: response.headers, text })
      if (!outcome.ok) log('http', { path: pathFact(request), status: response.status, code: outcome.error.code })
      return outcome
    } catch (error) {
      const code = codeOfNetworkError(error)
      log('http', { path: pathFact(request), code, cause: messageOf(error) })
      return failure(code)
    }
  }
}

const pathFact = ({ path }: HttpRequest): string => path.split('?', 1)[0]!

function headersOf({ json, bytes, headers, token }: HttpRequest): Record<string, string> {
  return {
    accept: 'application/json',
    [protoHeader]: String(protoVersion),
    ...(json !== undefined && { 'content-type': 'application/json' }),
    ...(bytes && { 'content-type': 'application/octet-stream' }),
    ...(token && { authorization: `Bearer ${token}` }),
    ...headers
  }
}

function bodyOf({ json, bytes }: HttpRequest): RequestInit['body'] {
  if (bytes) return bytes as Uint8Array<ArrayBuffer>
  return json === undefined ? undefined : JSON.stringify(json)
}
