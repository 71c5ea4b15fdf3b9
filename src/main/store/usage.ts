import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes of all files below a folder; what vanishes meanwhile, or was never there, counts nothing. */
export async function sizeOfFolder(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  let bytes = 0
  for (const entry of entries.filter((one) => one.isFile())) {
    const found = await stat(join(entry.parentPath, entry.name)).catch(() => null)
    bytes += found?.size ?? 0
  }
  return bytes
}

/** Bytes that this user may still write; null where the system does not say. */
export async function freeSpace(folder: string): Promise<number | null> {
  const found = await statfs(folder).catch(() => null)
  return found && Math.round(found.bavail * found.bsize)
}
