import { join } from 'node:path'
import { Readable } from 'node:stream'
import { FieldfileError } from '@fieldfile/protocol/errors'
import type { IpcCalls, storageCalls, StorageInfo } from '@fieldfile/protocol/ipc'
import { exportUnsent, importUnsent, type FileChooser } from './backup/unsent.ts'
import { failure, type Outcome } from './http/judge.ts'
import type { Handlers } from './ipc/register.ts'
import { freeSpace, sizeOfFolder } from './store/usage.ts'
import type { Doomed } from './vault/card.ts'
import type { Places } from './vault/places.ts'

export interface StorageCallsDeps {
  places: Places
  chooseFile: FileChooser
  /** All that the app keeps, and within it what Chromium does. */
  userData: string
  database: string
  doomed: Doomed
  clearDatabases(): Promise<void>
}

/** What the worker asks of main's files: vault, journal, witness, backups. */
export function createStorageCalls(deps: StorageCallsDeps): Pick<Handlers, keyof typeof storageCalls> {
  const { places, chooseFile } = deps
  async function info(): Promise<StorageInfo> {
    const { folder, backups } = places.chosen()
    const [journal, backupBytes, database, all, free] = await Promise.all([
      sizeOfFolder(join(folder, 'journal')),
      sizeOfFolder(join(folder, 'backups')),
      sizeOfFolder(deps.database),
      sizeOfFolder(deps.userData),
      freeSpace(deps.userData)
    ])
    const other = Math.max(0, all - journal - backupBytes - database)
    return { sizes: { database, journal, backups: backupBytes, other }, free, lastBackupAt: await backups.lastAt() }
  }

  return {
    'vault.look': async () => (await places.choose()).vault.look(),
    'vault.open': async () => (await places.choose()).vault.open(),
    'vault.opened': () => done(places.chosen().vault.opened()),
    'vault.save': ({ keyFile }) => done(places.chosen().vault.save(keyFile)),
    'vault.reseal': ({ lines }) => done(places.chosen().reseal(lines)),
    async 'vault.renew'() {
      const { state } = await places.chosen().vault.look()
      if (state !== 'changed') throw new FieldfileError('IPC_REFUSED')
      return (await places.setAside()).vault.open()
    },
    'vault.forget': () => done(places.destroy(null)),
    'database.opened': ({ name }) => done(places.noteDatabase(name)),
    'database.doomed': async () => ({ names: await deps.doomed.list() }),
    'database.deleted': ({ name }) => done(deps.doomed.done(name)),
    'database.clear': () => done(deps.clearDatabases()),

    'journal.append': ({ lines, hlc }) =>
      outcome(async () => ({ highest: await places.chosen().journal.append(lines, hlc) })),
    'journal.read': () => places.chosen().journal.read(),
    'journal.settle': ({ below }) => done(places.chosen().journal.settle(below)),
    'witness.get': () => places.chosen().witness.get(),
    'witness.set': (witness) => done(places.chosen().witness.set(witness)),
    'blobs.unlock'({ names, current, keys }) {
      const all = new Map(Object.entries(keys).map(([id, text]) => [id, bytesOf(text)]))
      if (!all.has(current)) throw new FieldfileError('IPC_REFUSED')
      places.chosen().blobs.unlock(bytesOf(names), { current, keys: all })
      return null
    },
    'blobs.lock'() {
      places.peek()?.blobs.lock()
      return null
    },
    'blobs.put': ({ sha256, bytes }) =>
      outcome(async () => {
        await places.chosen().blobs.put({ sha256, size: bytes.length }, Readable.from([bytes]))
        return null
      }),
    'blobs.read': ({ sha256, from, length }) =>
      outcome(async () => new Uint8Array(await places.chosen().blobs.read(sha256, from, length))),
    'blobs.has': ({ sha256 }) => places.chosen().blobs.has(sha256),
    'blobs.delete': ({ sha256 }) => done(places.chosen().blobs.delete(sha256)),
    'blobs.list': () => places.chosen().blobs.list(),
    'blobs.rewrap': () => places.chosen().blobs.rewrap(),
    'storage.info': info,

    'backup.make': ({ lines }) => outcome(() => places.chosen().backups.make(lines)),
    'backup.list': () => places.chosen().backups.list(),
    'backup.read': ({ id }) => outcome(async () => ({ lines: [...(await places.chosen().backups.read(id))] })),
    'backup.restore': ({ id }) => outcome(async () => ({ lines: await places.chosen().backups.restore(id) })),
    'unsent.export': ({ name, data }) => outcome(async () => ({ saved: await exportUnsent(chooseFile, name, data) })),
    'unsent.import': () => outcome(async () => ({ data: await importUnsent(chooseFile) }))
  } satisfies Partial<{ [K in keyof IpcCalls]: (argument: IpcCalls[K]['in']) => unknown }>
}

const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64')

async function done(act: Promise<unknown>): Promise<null> {
  await act
  return null
}

/** An answer with its code: these are failures that a person is told about. */
async function outcome<T>(act: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, body: await act() }
  } catch (error) {
    if (error instanceof FieldfileError) return failure(error.code)
    return failure((error as NodeJS.ErrnoException | null)?.code === 'ENOSPC' ? 'DISK_FULL' : 'STORAGE_FAILED')
  }
}
