import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { hex, joined, textOf, toBase64, utf8, type Bytes } from './bytes.ts'
import { deflate, inflate } from './deflate.ts'
import type { Keyring } from './keyring.ts'

/**
 * version 1 · flags 1 · schema 2 · key id 8 · nonce 12, then AES-256-GCM. A random 96-bit nonce is safe for 2^32 values of
 * one key (NIST SP 800-38D, 8.3); a device writes far fewer.
 */
const version = 1
const deflated = 1
/** The form of what is inside; raised with a migration. */
const schema = 1
const headBytes = 12
const nonceBytes = 12
export const keyIdBytes = 8

/** A stored value that does not open: of another key, damaged, or put in another's place. */
export class Unreadable extends Error {
  readonly why: 'key' | 'damaged' | 'newer'
  /** The key or the version that it names. */
  readonly named: string

  constructor(why: Unreadable['why'], named = '') {
    super(`a stored value cannot be read: ${why}`)
    this.name = 'Unreadable'
    this.why = why
    this.named = named
  }
}

/**
 * One value that names a key nobody has is a damaged one; a second that names the same was sealed with it. Then nothing may be
 * repaired, for what cannot be read is not lost.
 */
export class Strangers {
  readonly #seen = new Set<string>()
  /** @throws the error where it is the second of its kind */
  note(error: unknown): void {
    if (!(error instanceof Unreadable) || error.named === '') return
    if (this.#seen.has(error.named)) throw error
    this.#seen.add(error.named)
  }
}

/** Makes values unreadable on disk, and readable again. A value opens only in the table and under the key it was made for. */
export interface Sealer {
  /** The key of what is sealed from now on. */
  readonly keyId: string
  /** All keys that open something. */
  readonly keyIds: readonly string[]
  seal(table: string, key: string, value: unknown, how?: { deflate?: boolean }): Promise<Bytes>
  /** The same for a value that is JSON already. */
  sealJson(table: string, key: string, json: string, how?: { deflate?: boolean }): Promise<Bytes>
  /** @throws Unreadable */
  open<T>(table: string, key: string, sealed: Bytes): Promise<T>
  /** The same value under the current key; null where it is already. @throws Unreadable */
  again(table: string, key: string, sealed: Bytes): Promise<Bytes | null>
  /** Goes on with a ring that has one more key, or fewer. */
  use(ring: Keyring): Promise<void>
  /** A name for the disk that says nothing and is the same each time. */
  opaque(name: string): string
}

const about = (head: Bytes, table: string, key: string): Bytes => joined(head, utf8(`${table}|${key}`))

/** Which key a value names. Not to be trusted before it opens: the name is in clear. */
const keyIdOf = (sealed: Bytes): string => hex(sealed.subarray(headBytes - keyIdBytes, headBytes))

interface Held {
  keyId: string
  idBytes: Uint8Array
  current: CryptoKey
  keys: ReadonlyMap<string, CryptoKey>
}
async function hold(ring: Keyring): Promise<Held> {
  const keys = new Map<string, CryptoKey>()
  for (const [id, raw] of ring.keys)
    keys.set(id, await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']))
  const current = keys.get(ring.current)
  if (!current) throw new Unreadable('key')
  const idBytes = Uint8Array.from(ring.current.match(/../g)!, (byte) => Number.parseInt(byte, 16))
  return { keyId: ring.current, idBytes, current, keys }
}

export async function createSealer(ring: Keyring): Promise<Sealer> {
  let held = await hold(ring)
  const names = hmac.create(sha256, ring.index)

  async function close(table: string, key: string, flags: number, form: number, plain: Bytes): Promise<Bytes> {
    const { idBytes, current } = held
    const head = new Uint8Array(headBytes)
    head.set([version, flags, form & 0xff, form >> 8])
    head.set(idBytes, headBytes - keyIdBytes)
    const iv = crypto.getRandomValues(new Uint8Array(nonceBytes))
    const additionalData = about(head, table, key)
    const body = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, current, plain)
    return joined(head, iv, new Uint8Array(body))
  }
  const sealJson: Sealer['sealJson'] = async (table, key, json, how = {}) => {
    const plain = utf8(json)
    return close(table, key, how.deflate ? deflated : 0, schema, how.deflate ? await deflate(plain) : plain)
  }
  async function uncover(table: string, key: string, sealed: Bytes): Promise<Bytes> {
    if (!(sealed instanceof Uint8Array) || sealed.length < headBytes + nonceBytes) throw new Unreadable('damaged')
    if (sealed[0]! > version || formOf(sealed) > schema) throw new Unreadable('newer', nameIn(sealed))
    const found = held.keys.get(keyIdOf(sealed))
    if (!found) throw new Unreadable('key', nameIn(sealed))
    const iv = sealed.subarray(headBytes, headBytes + nonceBytes)
    const additionalData = about(sealed.slice(0, headBytes), table, key)
    const body = sealed.subarray(headBytes + nonceBytes)
    try {
      return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, found, body))
    } catch {
      throw new Unreadable('damaged')
    }
  }

  return {
    get keyId() {
      return held.keyId
    },
    get keyIds() {
      return [...held.keys.keys()]
    },
    seal: (table, key, value, how) => sealJson(table, key, JSON.stringify(value), how),
    sealJson,
    async open<T>(table: string, key: string, sealed: Bytes) {
      const plain = await uncover(table, key, sealed)
      return JSON.parse(textOf(sealed[1]! & deflated ? await inflate(plain) : plain)) as T
    },
    async again(table, key, sealed) {
      if (keyIdOf(sealed) === held.keyId) return null
      return close(table, key, sealed[1]!, formOf(sealed), await uncover(table, key, sealed))
    },
    async use(next) {
      held = await hold(next)
    },
    opaque: (name) => toBase64(names.clone().update(utf8(name)).digest().subarray(0, 16)).slice(0, 22)
  }
}
/** Empty where the head is no head that any version would write. */
function nameIn(sealed: Bytes): string {
  const isHead = sealed[0]! >= 1 && sealed[0]! < 100 && formOf(sealed) < 1_000 && !/^(..)\1*$/.test(keyIdOf(sealed))
  return isHead ? `${sealed[0]}.${formOf(sealed)} ${keyIdOf(sealed)}` : ''
}
const formOf = (sealed: Bytes): number => sealed[2]! + 256 * sealed[3]!
