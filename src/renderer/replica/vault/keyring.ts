import { argon2idAsync } from '@noble/hashes/argon2.js'
import type { KeyFile } from '@fieldfile/protocol'
import { z } from 'zod'
import { fromBase64, hex, joined, textOf, toBase64, utf8, type Bytes } from './bytes.ts'
import { keyIdBytes, Unreadable } from './sealer.ts'

/** The data keys of one user on one device. An old one stays as long as something on the disk needs it. */
export interface Keyring {
  /** Names on disk are hashed with this one; it is never replaced, or nothing would be found again. */
  index: Bytes
  current: string
  keys: ReadonlyMap<string, Bytes>
}

/** OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, 2 passes, 1 lane. */
const argon = { m: 19_456, t: 2, p: 1 }
const fileVersion = 1
const Ring = z.object({ index: z.string(), current: z.string(), keys: z.record(z.string(), z.string()) })

const random = (bytes: number): Bytes => crypto.getRandomValues(new Uint8Array(bytes))

export function newKeyring(): Keyring {
  const current = hex(random(keyIdBytes))
  return { index: random(32), current, keys: new Map([[current, random(32)]]) }
}

/** A new key for what is written from now on. */
export function rotated(ring: Keyring): Keyring {
  const current = hex(random(keyIdBytes))
  return { ...ring, current, keys: new Map([...ring.keys, [current, random(32)]]) }
}
/** Without the keys that nothing needs any more. */
export const withOnly = (ring: Keyring, needed: ReadonlySet<string>): Keyring => ({
  ...ring,
  keys: new Map([...ring.keys].filter(([id]) => id === ring.current || needed.has(id)))
})

/** What opens the key file: the keychain's secret, a PIN or passphrase, or both; never neither. */
export interface Openers {
  secret: string | null
  pin: string | null
}

export async function wrap(ring: Keyring, openers: Openers): Promise<KeyFile> {
  const salt = random(16)
  const cost = openers.pin === null ? null : argon
  const file = { version: fileVersion, keyId: ring.current, pin: cost !== null, argon: cost, salt: toBase64(salt) }
  const iv = random(12)
  const plain = {
    index: toBase64(ring.index),
    current: ring.current,
    keys: Object.fromEntries([...ring.keys].map(([id, key]) => [id, toBase64(key)]))
  }
  const body = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: about(file) },
    await wrappingKey(openers, salt, cost),
    utf8(JSON.stringify(plain))
  )
  return { ...file, wrapped: toBase64(joined(iv, new Uint8Array(body))) }
}

/** @throws Unreadable where the secret or the PIN is not the one it was made with, or a byte was changed */
export async function unwrap(file: KeyFile, openers: Openers): Promise<Keyring> {
  if (file.version > fileVersion) throw new Unreadable('newer')
  let plain: ArrayBuffer
  try {
    const wrapped = fromBase64(file.wrapped)
    plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: wrapped.subarray(0, 12), additionalData: about(file) },
      await wrappingKey(file.pin ? openers : { ...openers, pin: null }, fromBase64(file.salt), file.argon),
      wrapped.subarray(12)
    )
  } catch {
    throw new Unreadable('key')
  }
  const { index, current, keys } = Ring.parse(JSON.parse(textOf(new Uint8Array(plain))))
  return {
    index: fromBase64(index),
    current,
    keys: new Map(Object.entries(keys).map(([id, key]) => [id, fromBase64(key)]))
  }
}

const about = (file: Omit<KeyFile, 'wrapped'>): Bytes =>
  utf8(JSON.stringify(['key file', file.version, file.keyId, file.pin, file.argon]))

async function wrappingKey({ secret, pin }: Openers, salt: Bytes, cost: KeyFile['argon']): Promise<CryptoKey> {
  if (secret === null && pin === null) throw new Error('a key without a lock is no key')
  // Each part has its length before it: no other pair of parts gives the same text.
  const parts = [
    secret === null ? new Uint8Array() : fromBase64(secret),
    pin === null || !cost
      ? new Uint8Array()
      : await argon2idAsync(utf8(pin.normalize('NFKC')), salt, { ...cost, dkLen: 32, asyncTick: 20 })
  ]
  const material = joined(...parts.flatMap((part) => [Uint8Array.of(part.length), part]))
  const key = await crypto.subtle.importKey('raw', material, 'HKDF', false, ['deriveKey'])
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt, info: utf8('fieldfile key file 1') },
    key,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt']
  )
}
