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

  constructor(why: Unreadable['why']) {
    super(`a stored value cannot be read: ${why}`)
    this.name = 'Unreadable'
    this.why = why
  }
}

/** Makes values unreadable on disk, and readable again. A value opens only in the table and under the key it was made for. */
export interface Sealer {
  readonly keyId: string
  seal(table: string, key: string, value: unknown, how?: { deflate?: boolean }): Promise<Bytes>
  /** @throws Unreadable */
  open<T>(table: string, key: string, sealed: Bytes): Promise<T>
  /** A name for the disk that says nothing and is the same each time. */
  opaque(name: string): string
}

const about = (head: Bytes, table: string, key: string): Bytes => joined(head, utf8(`${table}|${key}`))

export async function createSealer(ring: Keyring): Promise<Sealer> {
  const keys = new Map<string, CryptoKey>()
  for (const [id, raw] of ring.keys)
    keys.set(id, await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']))
  const current = keys.get(ring.current)
  if (!current) throw new Unreadable('key')
  const keyId = Uint8Array.from(ring.current.match(/../g)!, (byte) => Number.parseInt(byte, 16))
  const names = hmac.create(sha256, ring.index)

  return {
    keyId: ring.current,
    async seal(table, key, value, how = {}) {
      const plain = utf8(JSON.stringify(value))
      const head = new Uint8Array(headBytes)
      head.set([version, how.deflate ? deflated : 0, schema & 0xff, schema >> 8])
      head.set(keyId, 4)
      const iv = crypto.getRandomValues(new Uint8Array(nonceBytes))
      const body = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv, additionalData: about(head, table, key) },
        current,
        how.deflate ? await deflate(plain) : plain
      )
      return joined(head, iv, new Uint8Array(body))
    },
    async open<T>(table: string, key: string, sealed: Bytes) {
      if (!(sealed instanceof Uint8Array) || sealed.length < headBytes + nonceBytes) throw new Unreadable('damaged')
      if (sealed[0]! > version || sealed[2]! + 256 * sealed[3]! > schema) throw new Unreadable('newer')
      const head = sealed.slice(0, headBytes)
      const found = keys.get(hex(head.subarray(4)))
      if (!found) throw new Unreadable('key')
      let plain: Bytes
      try {
        plain = new Uint8Array(
          await crypto.subtle.decrypt(
            {
              name: 'AES-GCM',
              iv: sealed.subarray(headBytes, headBytes + nonceBytes),
              additionalData: about(head, table, key)
            },
            found,
            sealed.subarray(headBytes + nonceBytes)
          )
        )
      } catch {
        throw new Unreadable('damaged')
      }
      return JSON.parse(textOf(sealed[1]! & deflated ? await inflate(plain) : plain)) as T
    },
    opaque: (name) => toBase64(names.clone().update(utf8(name)).digest().subarray(0, 16)).slice(0, 22)
  }
}
