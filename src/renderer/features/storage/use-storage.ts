import type { Backup, StorageInfo } from '@fieldfile/protocol'
import { useEffect, useState } from 'react'
import { listBackups, storageInfo } from '../../client/index.ts'

/** Null while main is counting. */
export interface Stored {
  info: StorageInfo | null
  backups: readonly Backup[] | null
}

async function read(): Promise<Stored> {
  const [info, backups] = await Promise.all([storageInfo().catch(() => null), listBackups().catch(() => null)])
  return { info, backups }
}

/** What main has on the disk; `again` after something was done to it. */
export function useStorage(): Stored & { again: () => Promise<void> } {
  const [stored, setStored] = useState<Stored>({ info: null, backups: null })
  useEffect(() => void read().then(setStored), [])
  return { ...stored, again: () => read().then(setStored) }
}
