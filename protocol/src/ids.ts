/** Sources of ids and time are passed in (STYLE rule 6); these build them from random bytes and a clock. */

const hex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
const dashed = (h: string): string =>
  `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`

/** UUIDv7 (RFC 9562): `random` holds at least 10 bytes. */
export function uuidV7(ms: number, random: Uint8Array): string {
  const r = random.slice(0, 10)
  r[0] = (r[0]! & 0x0f) | 0x70
  r[2] = (r[2]! & 0x3f) | 0x80
  return dashed(ms.toString(16).padStart(12, '0') + hex(r))
}

/** A name-based UUID (v8): two devices that make the same row give it the same id (RIGHTS.md, "Creation"). */
export function uuidFromDigest(sha256: Uint8Array): string {
  const d = sha256.slice(0, 16)
  d[6] = (d[6]! & 0x0f) | 0x80
  d[8] = (d[8]! & 0x3f) | 0x80
  return dashed(hex(d))
}

/** The name-based UUID of a text. WebCrypto exists in the window, the worker and Node. */
export async function namedId(name: string): Promise<string> {
  return uuidFromDigest(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(name))))
}

/** The usual source of ids. */
export const newId = (): string => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10)))
