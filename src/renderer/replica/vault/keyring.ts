import { argon2idAsync } from '@noble/hashes/argon2.js'
import type { IpcCalls, KeyFile } from '@fieldfile/protocol'
import { z } from 'zod'
import { fromBase64, hex, joined, textOf, toBase64, utf8, type Bytes } from './bytes.ts'
import { keyIdBytes, Unreadable } from './sealer.ts'

/** The data keys of one user on one device. An old one stays as long as something on the disk needs it. */
export interface Keyring {
  /** Names on disk are hashed with this one; it is never replaced, or nothing would be found again. */
  index: Bytes
  current: string
  /** When the current key was made, epoch milliseconds; 0 where nobody noted it. */
  since: number
  keys: ReadonlyMap<string, Bytes>
}

/** OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, 2 passes, 1 lane. */
const argon = { m: 19_456, t: 2, p: 1 }
const fileVersion = 1
const Ring = z.object({
  index: z.string(),
  current: z.string(),
  since: z.number().default(0),
  keys: z.record(z.string(), z.string())
})

const random = (bytes: number): Bytes => crypto.getRandomValues(new Uint8Array(bytes))

export function newKeyring(since = Date.now()): Keyring {
  const current = hex(random(keyIdBytes))
  return { index: random(32), current, since, keys: new Map([[current, random(32)]]) }
}

/** A new key for what is written from now on. */
export function rotated(ring: Keyring, since = Date.now()): Keyring {
  const current = hex(random(keyIdBytes))
  return { ...ring, current, since, keys: new Map([...ring.keys, [current, random(32)]]) }
}
/** Without the keys that nothing needs any more. */
export const withOnly = (ring: Keyring, needed: ReadonlySet<string>): Keyring => ({
  ...ring,
  keys: new Map([...ring.keys].filter(([id]) => id === ring.current || needed.has(id)))
})

async function derived(from: Bytes, info: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', from, 'HKDF', false, ['deriveBits'])
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(info) }
  return toBase64(new Uint8Array(await crypto.subtle.deriveBits(how, key, 256)))
}
/** Keys for photos and files, which main encrypts: none of them opens anything else. */
export async function blobKeys({ index, current, keys }: Keyring): Promise<IpcCalls['blobs.unlock']['in']> {
  const all = [...keys].map(async ([id, raw]) => [id, await derived(raw, 'fieldfile blobs 1')] as const)
  return {
    names: await derived(index, 'fieldfile blob names 1'),
    current,
    keys: Object.fromEntries(await Promise.all(all))
  }
}

/** What opens the key file: the keychain's secret, a PIN or passphrase, or both; never neither. */
export interface Openers {
  secret: string | null
  pin: string | null
}

/** What wraps the ring. While the data is open it is kept, so that a new key needs no PIN typed again. */
export interface Wrapper {
  key: CryptoKey
  head: Pick<KeyFile, 'pin' | 'argon' | 'salt'>
}

export async function makeWrapper(openers: Openers): Promise<Wrapper> {
  const salt = random(16)
  const cost = openers.pin === null ? null : argon
  const head = { pin: cost !== null, argon: cost, salt: toBase64(salt) }
  return { key: await wrappingKey(openers, salt, cost), head }
}

export async function wrapWith({ key, head }: Wrapper, ring: Keyring): Promise<KeyFile> {
  const file = { version: fileVersion, keyId: ring.current, ...head }
  const iv = random(12)
  const plain = {
    index: toBase64(ring.index),
    current: ring.current,
    since: ring.since,
    keys: Object.fromEntries([...ring.keys].map(([id, raw]) => [id, toBase64(raw)]))
  }
  const body = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: about(file) },
    key,
    utf8(JSON.stringify(plain))
  )
  return { ...file, wrapped: toBase64(joined(iv, new Uint8Array(body))) }
}

export const wrap = async (ring: Keyring, openers: Openers): Promise<KeyFile> =>
  wrapWith(await makeWrapper(openers), ring)

/** @throws Unreadable where the secret or the PIN is not the one it was made with, or a byte was changed */
export async function openKeyFile(file: KeyFile, openers: Openers): Promise<{ ring: Keyring; wrapper: Wrapper }> {
  if (file.version > fileVersion) throw new Unreadable('newer')
  let plain: ArrayBuffer
  let key: CryptoKey
  try {
    const wrapped = fromBase64(file.wrapped)
    key = await wrappingKey(file.pin ? openers : { ...openers, pin: null }, fromBase64(file.salt), file.argon)
    plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: wrapped.subarray(0, 12), additionalData: about(file) },
      key,
      wrapped.subarray(12)
    )
  } catch {
    throw new Unreadable('key')
  }
  const { index, current, since, keys } = Ring.parse(JSON.parse(textOf(new Uint8Array(plain))))
  const { pin, argon: cost, salt } = file
  return {
    ring: {
      index: fromBase64(index),
      current,
      since,
      keys: new Map(Object.entries(keys).map(([id, raw]) => [id, fromBase64(raw)]))
    },
    wrapper: { key, head: { pin, argon: cost, salt } }
  }
}
export const unwrap = async (file: KeyFile, openers: Openers): Promise<Keyring> =>
  (await openKeyFile(file, openers)).ring

const about = (file: Omit<KeyFile, 'wrapped' | 'salt'>): Bytes =>
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
