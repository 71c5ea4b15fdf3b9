import type { Backup, Failure, JournalLine, StorageInfo } from '@fieldfile/protocol'
import type { CheckReport, SealedUnsent, UnsentFile } from '../replica/messages.ts'
import { askAgain, request, WriteError } from './connection.ts'

/** Main's answer, or a WriteError with its code. */
async function taken<T>(answer: Promise<{ ok: true; body: T } | { ok: false; error: Failure }>): Promise<T> {
  const got = await answer.catch(() => ({ ok: false as const, error: { code: 'IPC_REFUSED' } }))
  if (!got.ok) throw new WriteError(got.error.code)
  return got.body
}

export const storageInfo = (): Promise<StorageInfo> => window.fieldfile.call('storage.info', null)

/** Opens everything on the disk to see whether it can be read. Changes nothing. */
export const checkStorage = (onProgress: (done: number, total: number) => void): Promise<CheckReport> =>
  request({ t: 'check' }, onProgress)

/** The data is closed and opened again meanwhile. */
async function reopening<T>(asked: Promise<T>): Promise<T> {
  askAgain()
  return asked
}
/** Throws away what cannot be read and fetches everything from the server anew; what is unsent stays. */
export const rebuildStorage = (onProgress: (done: number, total: number) => void): Promise<void> =>
  reopening(request({ t: 'rebuild' }, onProgress))

/** Newest first. */
export const listBackups = (): Promise<Backup[]> => window.fieldfile.call('backup.list', null)
export async function makeBackup(): Promise<Backup> {
  const lines = await request<JournalLine[]>({ t: 'backupLines' })
  return taken(window.fieldfile.call('backup.make', { lines }))
}
/** Answers how many unsent edits came back that this device did not have any more. */
export async function restoreBackup(id: string): Promise<number> {
  await taken(window.fieldfile.call('backup.restore', { id }))
  return reopening(request<number>({ t: 'reload' }))
}

/** Writes everything unsent to a file where the person wants it. Null: they thought better of it. */
export async function exportUnsent(name: string): Promise<{ code: string; count: number } | null> {
  const { data, code, count } = await request<SealedUnsent>({ t: 'sealUnsent' })
  const { saved } = await taken(window.fieldfile.call('unsent.export', { name, data }))
  return saved ? { code, count } : null
}
/** The sealed content of a file the person chose. Null: none. */
export const chooseUnsentFile = async (): Promise<string | null> =>
  (await taken(window.fieldfile.call('unsent.import', null))).data
export const lookUnsent = (data: string, code: string): Promise<UnsentFile> => request({ t: 'lookUnsent', data, code })
/** Answers how many edits were new here. */
export const takeUnsent = (data: string, code: string): Promise<number> => request({ t: 'takeUnsent', data, code })

/** Destroys the key and the data of this person on this computer. The status says `forgotten` when it is done. */
export const forgetDevice = (): Promise<void> => request({ t: 'forget' })
