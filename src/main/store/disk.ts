import { mkdir, open, readdir, readFile, rename, rm, truncate } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A file that only grows. */
export interface GrowingFile {
  append(bytes: Uint8Array): Promise<void>
  /** Resolves when what was appended is on the disk. Node asks macOS for F_FULLFSYNC, which is more than its fsync. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** The few calls of the file system on which durability rests, so that tests can let each of them fail. */
export interface Disk {
  /** Makes the folder and those above it; durable. */
  makeFolder(folder: string): Promise<void>
  /** Names in a folder; none where there is no such folder. */
  list(folder: string): Promise<string[]>
  read(path: string): Promise<Buffer>
  /** For a new file, or for the end of one that is there. */
  grow(path: string): Promise<GrowingFile>
  rename(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
  truncate(path: string, length: number): Promise<void>
  /** Makes names that were added, changed or removed durable. */
  syncFolder(folder: string): Promise<void>
}

export const realDisk: Disk = {
  async makeFolder(folder) {
    const first = await mkdir(folder, { recursive: true, mode: 0o700 })
    if (!first) return
    // The name of each new folder is written in the one above it.
    for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
  },
  list: (folder) =>
    readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    }),
  read: (path) => readFile(path),
  async grow(path) {
    const handle = await open(path, 'a', 0o600)
    return { append: (bytes) => handle.appendFile(bytes), sync: () => handle.datasync(), close: () => handle.close() }
  },
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
  truncate: (path, length) => truncate(path, length),
  syncFolder
}

/** Windows has no such call and does not need it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A file that is there whole or not at all, under a name nobody has yet. */
export async function placeFile(disk: Disk, folder: string, name: string, bytes: Uint8Array): Promise<void> {
  await disk.makeFolder(folder)
  const temporary = join(folder, `${name}.tmp`)
  try {
    await disk.remove(temporary) // an earlier try may have ended half-way
    const file = await disk.grow(temporary)
    try {
      await file.append(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await disk.rename(temporary, join(folder, name))
  } catch (error) {
    await disk.remove(temporary).catch(() => undefined)
    throw error
  }
  await disk.syncFolder(folder)
}
