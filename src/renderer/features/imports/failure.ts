import { errors, isErrorCode } from '@fieldfile/protocol'
import { WriteError } from '../../client/index.ts'
import type { Locale } from '../../ui/index.ts'

/** Failures that pass by themselves when the network is back. */
export const networkCodes: ReadonlySet<string> = new Set([
  'OFFLINE',
  'ONLINE_ONLY',
  'SERVER_UNREACHABLE',
  'CAPTIVE_PORTAL'
])

export const codeOf = (error: unknown): string => (error instanceof WriteError ? error.code : 'SERVER_ERROR')

/** What the code means and what to do. An import never goes on offline, so there it says that. */
export function sayCode(code: string, locale: Locale): string {
  const known = isErrorCode(code) ? code : 'SERVER_ERROR'
  const entry = errors[known === 'OFFLINE' ? 'ONLINE_ONLY' : known]
  return locale === 'en' ? entry.en : entry.zh
}
