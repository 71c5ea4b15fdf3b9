import { ErrorAnswer, protoHeader } from '@fieldfile/protocol/auth'
import type { ErrorCode } from '@fieldfile/protocol/errors'
import type { Failure } from '@fieldfile/protocol/ipc'
import { snapshotType } from '@fieldfile/protocol/sync'

/** What a request came to: a value that is still unparsed, or a failure with a code of errors.ts. */
export type Outcome<T = unknown> = { ok: true; body: T } | { ok: false; error: Failure }

export const failure = (code: ErrorCode, more: Partial<Failure> = {}): { ok: false; error: Failure } => ({
  ok: false,
  error: { ...more, code }
})

/** An answer as it came over the wire. */
export interface Answer {
  status: number
  headers: Headers
  text: string
}

/**
 * Decides what an answer is, before anything of it is parsed. One without the protocol header did not come from a
 * Fieldfile server but from something in between: a hotel's sign-in page, a proxy, another web page.
 */
export function judge({ status, headers, text }: Answer): Outcome {
  if (!headers.has(protoHeader)) return judgeForeign(status, headers)
  const isLines = headers.get('content-type')?.startsWith(snapshotType) ?? false
  const isJson = /^application\/(?:[\w.+-]+\+)?json\b/.test(headers.get('content-type') ?? '')
  const body = status === 204 ? null : isLines ? text : isJson ? parse(text) : undefined
  if (status >= 200 && status < 300) return body === undefined ? failure('SERVER_ERROR') : { ok: true, body }
  const retryAfterMs = retryAfter(headers)
  const named = ErrorAnswer.safeParse(body)
  if (!named.success) return failure(codeOfStatus(status), { retryAfterMs })
  const { code, field, retryAfterMs: asked = retryAfterMs } = named.data
  return { ok: false, error: { code, field, retryAfterMs: asked } }
}

function judgeForeign(status: number, headers: Headers): Outcome {
  // RFC 6585 §6: 511 is a captive portal that says so. Others redirect or answer with their page.
  if (status === 511 || (status >= 200 && status < 500 && ![407, 408, 429].includes(status)))
    return failure('CAPTIVE_PORTAL')
  if (status === 429) return failure('RATE_LIMITED', { retryAfterMs: retryAfter(headers) })
  return failure('SERVER_UNREACHABLE', { retryAfterMs: retryAfter(headers) })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Only the form in seconds: a date would depend on this computer's clock. */
function retryAfter(headers: Headers): number | undefined {
  const seconds = /^\d{1,6}$/.exec(headers.get('retry-after') ?? '')?.[0]
  return seconds === undefined ? undefined : Number(seconds) * 1000
}

const byStatus: Record<number, ErrorCode> = {
  400: 'BAD_REQUEST',
  401: 'TOKEN_INVALID',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  413: 'TOO_LARGE',
  426: 'APP_TOO_OLD',
  429: 'RATE_LIMITED',
  503: 'NOT_READY'
}
const codeOfStatus = (status: number): ErrorCode => byStatus[status] ?? 'SERVER_ERROR'

/** What a request that got no answer at all came to, from the names Chromium's network gives (net_error_list.h). */
export function codeOfNetworkError(error: unknown): ErrorCode {
  const text = everyMessage(error)
  if (/redirect/i.test(text)) return 'CAPTIVE_PORTAL'
  if (text.includes('ERR_INTERNET_DISCONNECTED')) return 'OFFLINE'
  if (text.includes('ERR_CERT_DATE_INVALID')) return 'CLOCK_OFF'
  // A guest network that answers for every address has no certificate for ours.
  if (/ERR_CERT_(COMMON_NAME|AUTHORITY)_INVALID/.test(text)) return 'CAPTIVE_PORTAL'
  return 'SERVER_UNREACHABLE'
}

function everyMessage(error: unknown): string {
  return error instanceof Error ? `${error.message} ${everyMessage(error.cause)}` : ''
}
