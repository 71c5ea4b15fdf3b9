import { createHash, createHmac, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { FieldfileError } from '@fieldfile/protocol/errors'
import type { BlobInfo } from '@fieldfile/protocol/ipc'
import { syncFolder } from '../store/disk.ts'
import {
  chunkBytes,
  headAtMost,
  newCard,
  openChunk,
  openHead,
  placeOf,
  sealChunks,
  sealedBytes,
  sealHead,
  type BlobKeys,
  type Head
} from './format.ts'

export interface BlobsDeps {
  folder: string
  /** Null where the system does not say. */
  free: () => Promise<number | null>
  limits?: { blob: number; all: number; left: number }
}

/** Photos and files, encrypted, under the hash of their content. A name on the disk says nothing: it is an HMAC of that hash. */
export interface Blobs {
  /** With a key for names, which never changes, and the keys of contents. */
  unlock(names: Buffer, keys: BlobKeys): void
  /** Forgets the keys. */
  lock(): void
  /** Resolves when it is on the disk; twice the same is once. Throws where the content is not of that hash and size. */
  put(blob: BlobInfo, content: AsyncIterable<Uint8Array>): Promise<void>
  /** A part of the content. Throws NOT_FOUND, BLOB_DAMAGED. */
  read(sha256: string, from: number, length: number): Promise<Buffer>
  has(sha256: string): Promise<boolean>
  delete(sha256: string): Promise<void>
  /** Those that open. */
  list(): Promise<BlobInfo[]>
  /** Gives one more blob the current key. False: all have it, but for damaged ones. Throws KEY_UNKNOWN. */
  rewrap(): Promise<boolean>
}

const megabyte = 1024 * 1024
/** The last of the disk belongs to what is typed: a line of the journal must still fit. */
const usualLimits = { blob: 100 * megabyte, all: 10_000 * megabyte, left: 500 * megabyte }
const ending = '.blob'

export function createBlobs({ folder, free, limits = usualLimits }: BlobsDeps): Blobs {
  let held: { names: Buffer; keys: BlobKeys } | null = null
  let last: Promise<unknown> = Promise.resolve()
  let isTidy = false
  /** Writes one after the other: each looks at the space that is left. */
  const inOrder = <T>(act: () => Promise<T>): Promise<T> => {
    const next = last.then(act)
    last = next.catch(() => undefined)
    return next
  }
  function opened(): NonNullable<typeof held> {
    if (!held) throw new FieldfileError('NOT_READY')
    return held
  }
  const nameOf = (sha256: string): string =>
    createHmac('sha256', opened().names).update(sha256).digest('hex').slice(0, 40) + ending
  const names = async (): Promise<string[]> =>
    (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(ending))

  async function look<T>(name: string, act: (file: FileHandle, head: Head) => Promise<T>): Promise<T> {
    const { keys } = opened()
    const file = await open(join(folder, name), 'r').catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new FieldfileError('NOT_FOUND') : error
    })
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(headAtMost), 0, headAtMost, 0)
      return await act(file, openHead(buffer.subarray(0, bytesRead), name, keys))
    } finally {
      await file.close()
    }
  }

  /** What an earlier run did not finish. */
  async function tidy(): Promise<void> {
    if (isTidy) return
    await mkdir(folder, { recursive: true, mode: 0o700 })
    for (const name of await readdir(folder)) if (name.endsWith('.tmp')) await rm(join(folder, name), { force: true })
    isTidy = true
  }

  /** Whole under its name, or not there. */
  async function write(name: string, parts: AsyncIterable<Uint8Array>): Promise<void> {
    const temporary = join(folder, `${randomUUID()}.tmp`)
    try {
      const file = await open(temporary, 'wx', 0o600)
      try {
        for await (const part of parts) await file.writeFile(part)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(temporary, join(folder, name))
    } catch (error) {
      await rm(temporary, { force: true })
      throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? new FieldfileError('DISK_FULL') : error
    }
    await syncFolder(folder)
  }

  async function checkSpace(size: number): Promise<void> {
    if (size > limits.blob) throw new FieldfileError('FILE_TOO_LARGE')
    const [left, sizes] = await Promise.all([
      free(),
      Promise.all((await names()).map(async (name) => (await stat(join(folder, name))).size))
    ])
    const used = sizes.reduce((sum, bytes) => sum + bytes, 0)
    if ((left !== null && left - size < limits.left) || used + size > limits.all) throw new FieldfileError('DISK_FULL')
  }

  async function isWhole(name: string): Promise<boolean> {
    return look(
      name,
      async (file, { card, bytes }) => (await file.stat()).size === bytes + sealedBytes(card.size)
    ).catch(() => false)
  }

  return {
    unlock(seed, keys) {
      held = { names: seed, keys }
    },
    lock() {
      held = null
    },
    put: ({ sha256, size }, content) =>
      inOrder(async () => {
        const { keys } = opened()
        const name = nameOf(sha256)
        await tidy()
        if (await isWhole(name)) return
        await checkSpace(size)
        const card = newCard(sha256, size)
        await write(name, sealed(card, name, keys, content))
      }),
    read: async (sha256, from, length) =>
      look(nameOf(sha256), async (file, { card, bytes }) => {
        const end = Math.min(from + length, card.size)
        const parts: Buffer[] = []
        for (let n = Math.floor(from / chunkBytes); n * chunkBytes < end; n++) {
          const place = placeOf(n, card.size)
          const { buffer, bytesRead } = await file.read(Buffer.alloc(place.length), 0, place.length, bytes + place.at)
          if (bytesRead < place.length) throw new FieldfileError('BLOB_DAMAGED')
          const plain = openChunk(card, n, buffer)
          parts.push(plain.subarray(Math.max(0, from - n * chunkBytes), end - n * chunkBytes))
        }
        return Buffer.concat(parts)
      }),
    has: async (sha256) => isWhole(nameOf(sha256)),
    delete: (sha256) =>
      inOrder(async () => {
        await rm(join(folder, nameOf(sha256)), { force: true })
        await syncFolder(folder).catch(() => undefined)
      }),
    async list() {
      opened()
      const found: BlobInfo[] = []
      for (const name of await names()) {
        const card = await look(name, async (_file, head) => head.card).catch(() => null)
        if (card) found.push({ sha256: card.sha256, size: card.size })
      }
      return found
    },
    rewrap: () =>
      inOrder(async () => {
        const { keys } = opened()
        for (const name of await names()) {
          const head = await look(name, async (_file, found) => found).catch((error: unknown) => {
            if (error instanceof FieldfileError && error.code === 'BLOB_DAMAGED') return null
            throw error
          })
          if (!head || head.keyId === keys.current) continue
          await write(name, behindNewHead(join(folder, name), head, name, keys))
          return true
        }
        return false
      })
  }
}

async function* sealed(
  card: Head['card'],
  name: string,
  keys: BlobKeys,
  content: AsyncIterable<Uint8Array>
): AsyncGenerator<Uint8Array> {
  yield sealHead(card, name, keys)
  const hash = createHash('sha256')
  let size = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of content) {
      hash.update(piece)
      size += piece.length
      if (size > card.size) break
      yield piece
    }
  }
  yield* sealChunks(card, counted())
  if (size !== card.size || hash.digest('hex') !== card.sha256) throw new FieldfileError('BLOB_DAMAGED')
}

/** The chunks as they are. */
async function* behindNewHead(
  path: string,
  { card, bytes }: Head,
  name: string,
  keys: BlobKeys
): AsyncGenerator<Uint8Array> {
  yield sealHead(card, name, keys)
  yield* createReadStream(path, { start: bytes })
}
