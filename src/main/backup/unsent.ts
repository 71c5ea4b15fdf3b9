import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { FieldfileError } from '@fieldfile/protocol/errors'
import { smallFile } from '../store/small-file.ts'

/** Where a person wants a file, or which one; null: thought better of it. */
export interface FileChooser {
  save(name: string): Promise<string | null>
  open(): Promise<string | null>
}

const version = 1
const largestBytes = 60 * 1024 * 1024
const sumOf = (data: string): string => createHash('sha256').update(data).digest('hex')

/**
 * What is unsent, carried by hand to another device. The worker has sealed it with a passphrase, which is what proves
 * it; the sum here only finds damage before somebody types one.
 */
export async function exportUnsent(choose: FileChooser, name: string, data: string): Promise<boolean> {
  const path = await choose.save(`${name}.fieldfile`)
  if (path === null) return false
  await smallFile(path).write(`fieldfile-unsent ${version} ${sumOf(data)}\n${data}\n`)
  return true
}

export async function importUnsent(choose: FileChooser): Promise<string | null> {
  const path = await choose.open()
  if (path === null) return null
  if ((await stat(path)).size > largestBytes) throw new FieldfileError('FILE_TOO_LARGE')
  return readUnsent(await readFile(path, 'latin1'))
}

export function readUnsent(text: string): string {
  const head = /^fieldfile-unsent (\d{1,6}) ([^\n]*)\n/.exec(text)
  if (!head) throw new FieldfileError('BACKUP_CHANGED')
  if (Number(head[1]) > version) throw new FieldfileError('BACKUP_NEWER')
  const data = text.slice(head[0].length, -1)
  const isWhole = text.endsWith('\n') && /^[A-Za-z0-9+/_-]+={0,2}$/.test(data) && sumOf(data) === head[2]
  if (!isWhole) throw new FieldfileError('BACKUP_CHANGED')
  return data
}
