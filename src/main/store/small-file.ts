import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A file that is always whole: a reader meets the old content or the new one, also after a power cut. */
export interface SmallFile {
  /** Null where there is no such file. */
  read(): Promise<Buffer | null>
  /** Resolves when the content is on the disk; writes happen in the order they were asked for. */
  write(content: string | Uint8Array): Promise<void>
  remove(): Promise<void>
}

export function smallFile(path: string): SmallFile {
  let last: Promise<unknown> = Promise.resolve()
  const inOrder = <T>(act: () => Promise<T>): Promise<T> => {
    const next = last.then(act, act)
    last = next.catch(() => undefined)
    return next
  }
  return {
    read: () => inOrder(() => readFile(path).catch(nullIfMissing)),
    write: (content) => inOrder(() => replaceFile(path, content)),
    remove: () => inOrder(() => rm(path, { force: true }))
  }
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}

async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
}

/** Makes the rename itself durable. Windows has no such call and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
