import type { ErrorCode } from '@fieldfile/protocol/errors'

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)

/**
 * The base address of a server from what a person typed, without a slash at the end. A name without a scheme means
 * https. Plain http is for this computer only: anyone on the way could read and change it.
 */
export function serverAddress(typed: string): { address: string } | { code: ErrorCode } {
  const text = typed.trim()
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`)
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:'
  if (!url || !isWeb || url.username || url.password || url.search || url.hash) return { code: 'SERVER_ADDRESS_WRONG' }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) return { code: 'SERVER_ADDRESS_INSECURE' }
  return { address: url.href.replace(/\/+$/, '') }
}
