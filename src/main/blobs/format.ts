import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { FieldfileError } from '@fieldfile/protocol/errors'
import { z } from 'zod'

/**
 * A blob on the disk: `FFB1` · key id 8 · nonce 12 · length of what follows 2 · sealed card, then the content in chunks. Each
 * blob has a random key of its own, which lies in its card; so a new data key costs a new card and not new chunks. A chunk's
 * nonce is its number with a mark on the last one: none can be left out, moved or added (the STREAM construction, as in age).
 */
const magic = Buffer.from('FFB1')
const nonceBytes = 12
const tagBytes = 16
const keyIdBytes = 8
const fixedBytes = magic.length + keyIdBytes + nonceBytes + 2
/** What is encrypted at once, and so the least that is read: as large as a piece of an upload (PROTOCOL, "Messages"). */
export const chunkBytes = 1024 * 1024
/** A card is far shorter. */
export const headAtMost = fixedBytes + 1024

const Card = z.object({ sha256: z.string(), size: z.int().min(0), key: z.base64() })
export type Card = z.infer<typeof Card>

export interface BlobKeys {
  current: string
  keys: ReadonlyMap<string, Buffer>
}

function seal(key: Buffer, iv: Buffer, plain: Uint8Array, about: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(about)
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}
function open(key: Buffer, iv: Buffer, sealed: Buffer, about: Uint8Array): Buffer {
  try {
    const cipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(about)
    cipher.setAuthTag(sealed.subarray(-tagBytes))
    return Buffer.concat([cipher.update(sealed.subarray(0, -tagBytes)), cipher.final()])
  } catch {
    throw new FieldfileError('BLOB_DAMAGED')
  }
}

export const newCard = (sha256: string, size: number): Card => ({
  sha256,
  size,
  key: randomBytes(32).toString('base64')
})

/** The head of a file of this name. */
export function sealHead(card: Card, name: string, { current, keys }: BlobKeys): Buffer {
  const start = Buffer.concat([magic, Buffer.from(current, 'hex')])
  const iv = randomBytes(nonceBytes)
  const sealed = seal(
    keys.get(current)!,
    iv,
    Buffer.from(JSON.stringify(card)),
    Buffer.concat([start, Buffer.from(name)])
  )
  const length = Buffer.alloc(2)
  length.writeUInt16BE(sealed.length)
  return Buffer.concat([start, iv, length, sealed])
}

export interface Head {
  card: Card
  keyId: string
  bytes: number
}
/** Throws KEY_UNKNOWN where it is whole as far as one can see and its key is not here. */
export function openHead(bytes: Buffer, name: string, { keys }: BlobKeys): Head {
  if (bytes.length < fixedBytes || !bytes.subarray(0, magic.length).equals(magic))
    throw new FieldfileError('BLOB_DAMAGED')
  const start = bytes.subarray(0, magic.length + keyIdBytes)
  const keyId = start.toString('hex', magic.length)
  const key = keys.get(keyId)
  if (!key) throw new FieldfileError('KEY_UNKNOWN')
  const iv = bytes.subarray(start.length, start.length + nonceBytes)
  const end = fixedBytes + bytes.readUInt16BE(fixedBytes - 2)
  const plain = open(key, iv, bytes.subarray(fixedBytes, end), Buffer.concat([start, Buffer.from(name)]))
  return { card: Card.parse(JSON.parse(plain.toString())), keyId, bytes: end }
}

const countOf = (size: number): number => Math.max(1, Math.ceil(size / chunkBytes))
function nonceOf(n: number, size: number): Buffer {
  const nonce = Buffer.alloc(nonceBytes)
  nonce.writeUInt32BE(n, 7)
  nonce[nonceBytes - 1] = n === countOf(size) - 1 ? 1 : 0
  return nonce
}
const nothing = Buffer.alloc(0)

/** The sealed chunks of a content of that size. */
export async function* sealChunks(card: Card, content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const key = Buffer.from(card.key, 'base64')
  let held: Buffer = nothing
  let n = 0
  for await (const piece of content) {
    held = Buffer.concat([held, piece])
    // The last one waits until nothing more comes.
    while (held.length > chunkBytes) {
      yield seal(key, nonceOf(n++, card.size), held.subarray(0, chunkBytes), nothing)
      held = held.subarray(chunkBytes)
    }
  }
  yield seal(key, nonceOf(n, card.size), held, nothing)
}

/** Where chunk `n` lies behind the head. */
export function placeOf(n: number, size: number): { at: number; length: number } {
  const length = n === countOf(size) - 1 ? size - n * chunkBytes : chunkBytes
  return { at: n * (chunkBytes + tagBytes), length: length + tagBytes }
}
export const openChunk = (card: Card, n: number, sealed: Buffer): Buffer =>
  open(Buffer.from(card.key, 'base64'), nonceOf(n, card.size), sealed, nothing)
/** Bytes behind the head. */
export const sealedBytes = (size: number): number => size + countOf(size) * tagBytes
