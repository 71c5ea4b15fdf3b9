import { randomBytes } from 'node:crypto'
import { basename, join } from 'node:path'
import type { ResealedLine } from '@fieldfile/protocol/ipc'
import { createBackups, type Backups } from '../backup/backups.ts'
import { createBlobs, type Blobs } from '../blobs/blobs.ts'
import { createJournal, type Journal } from '../journal/journal.ts'
import { witnessFile, type WitnessFile } from '../journal/witness.ts'
import { realDisk, type Disk } from '../store/disk.ts'
import type { Keychain } from '../store/keychain.ts'
import type { Log } from '../store/log.ts'
import { freeSpace } from '../store/usage.ts'
import { smallFile } from '../store/small-file.ts'
import { createAttempts, type AttemptsDeps } from './attempts.ts'
import { createVault, type Vault } from './vault.ts'

/** What is kept of one person on this device. */
export interface Place {
  folder: string
  vault: Vault
  journal: Journal
  witness: WitnessFile
  backups: Backups
  blobs: Blobs
  /** Journal lines sealed with another key, wherever they are kept. */
  reseal(lines: readonly ResealedLine[]): Promise<void>
  close(): Promise<void>
}

export const keyFileName = 'key.json'

export interface PlaceDeps {
  keychain: Keychain
  clocks: AttemptsDeps['clocks']
  log: Log
  disk?: Disk
}

export function openPlace(folder: string, { keychain, clocks, log, disk = realDisk }: PlaceDeps): Place {
  const file = (name: string) => smallFile(join(folder, name))
  const journal: Journal = createJournal({ folder: join(folder, 'journal'), disk, keys: () => vault.text(), log })
  const vault = createVault({
    file: file(keyFileName),
    attempts: createAttempts({ file: file('attempts.json'), clocks, log }),
    keychain,
    random: randomBytes,
    copy: { read: () => journal.keys(), renew: () => journal.rekey() },
    log
  })
  const blobs = createBlobs({ folder: join(folder, 'blobs'), free: () => freeSpace(folder) })
  const backups = createBackups({
    folder: join(folder, 'backups'),
    journal,
    owner: () => vault.owner(basename(folder)),
    now: () => clocks().wall,
    log
  })
  return {
    folder,
    vault,
    journal,
    witness: witnessFile(file('witness.json')),
    backups,
    blobs,
    async reseal(lines) {
      await journal.reseal(lines)
      await backups.reseal(lines)
    },
    close() {
      blobs.lock()
      return journal.close()
    }
  }
}
