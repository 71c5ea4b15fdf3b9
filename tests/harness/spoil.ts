// What disks do to files: a bit changes, the end is cut off, a file goes, a folder is empty.
import { existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const ways = ['bit', 'cut', 'gone'] as const
export type Way = (typeof ways)[number]

export const filesBelow = (folder: string): string[] =>
  !existsSync(folder)
    ? []
    : readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name)
        return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? path : []
      })

/** The folders in which Chromium keeps the app's database: LevelDB's, and beside it one for large values. */
export const databaseFiles = (userData: string): string[] =>
  filesBelow(userData).filter((file) => file.includes('IndexedDB'))

/** Spoils one file. Where it is empty there is no bit to change: it gets one byte. */
export function spoil(file: string, way: Way, chance: () => number): string {
  const { size } = statSync(file)
  if (way === 'gone') {
    rmSync(file)
    return 'gone'
  }
  if (way === 'cut') {
    const length = Math.floor(chance() * size)
    truncateSync(file, length)
    return `cut at ${length} of ${size}`
  }
  const bytes = size > 0 ? readFileSync(file) : Buffer.alloc(1)
  const at = Math.floor(chance() * bytes.length)
  bytes[at]! ^= 1 << Math.floor(chance() * 8)
  writeFileSync(file, bytes)
  return `bit of byte ${at} of ${size}`
}
