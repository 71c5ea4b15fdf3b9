import type { SmallFile } from '../store/small-file.ts'

/** A SmallFile for unit tests: its content outlives the program that uses it, as a disk does. */
export interface MemoryFile extends SmallFile {
  content: Buffer | null
  /** Set: every write fails with it, as on a full disk. */
  failure: Error | null
  writes: number
}

export function memoryFile(text?: string): MemoryFile {
  const file: MemoryFile = {
    content: text === undefined ? null : Buffer.from(text),
    failure: null,
    writes: 0,
    read: async () => file.content,
    async write(content) {
      if (file.failure) throw file.failure
      file.content = Buffer.from(content)
      file.writes += 1
    },
    async remove() {
      file.content = null
    }
  }
  return file
}
