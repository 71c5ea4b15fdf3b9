import { join } from 'node:path'
import { app, dialog, powerMonitor, session as electronSession } from 'electron'
import type { FileChooser } from './backup/unsent.ts'
import type { SendEvent } from './ipc/register.ts'
import type { SessionKeeper } from './session/session.ts'
import { createStorageCalls } from './storage-calls.ts'
import type { Keychain } from './store/keychain.ts'
import { messageOf, type Log } from './store/log.ts'
import type { SettingsStore } from './store/settings.ts'
import { smallFile } from './store/small-file.ts'
import { every } from './timers.ts'
import { createAutoLock, idleBeatMs, usualLockMinutes } from './vault/auto-lock.ts'
import { createDoomed } from './vault/card.ts'
import { openPlace } from './vault/place.ts'
import { createPlaces, type Who } from './vault/places.ts'

export interface StorageDeps {
  userData: string
  session: SessionKeeper
  settings: SettingsStore
  keychain: Keychain
  send: SendEvent
  log: Log
}

const clocks = () => ({ wall: Date.now(), counted: performance.now() })
const backupBeatMs = 15 * 60_000

/** Vault, journal, witness and backups of whoever is signed in, tied to Electron. */
export function openStorage({ userData, session, settings, keychain, send, log }: StorageDeps) {
  const doomed = createDoomed(smallFile(join(userData, 'doomed.json')), (names) => send('database.erase', { names }))
  const places = createPlaces({
    root: join(userData, 'people'),
    current: () => session.current(),
    open: (folder) => openPlace(folder, { keychain, clocks, log }),
    doomed,
    now: Date.now,
    log
  })
  void places.sweep()

  const autoLock = createAutoLock({
    isOpen: () => places.peek()?.vault.isOpenWithPin() ?? false,
    afterMinutes: () => settings.get().lockAfterMin ?? usualLockMinutes,
    idleSeconds: () => powerMonitor.getSystemIdleTime(),
    lock(reason) {
      places.peek()?.vault.locked()
      places.peek()?.blobs.lock()
      send('vault.lock', { reason })
    }
  })
  powerMonitor.on('suspend', autoLock.suspend)
  powerMonitor.on('lock-screen', autoLock.lockScreen)
  every(idleBeatMs, autoLock.beat)
  every(backupBeatMs, () => {
    places
      .peek()
      ?.backups.tick()
      .catch((error) => log('backup.failed', { cause: messageOf(error) }))
  })

  const destroyed = (destroying: Promise<void>): Promise<void> =>
    destroying.catch((error) => log('vault.not-destroyed', { cause: messageOf(error) }))

  // The stand-in's Chromium has a profile of its own.
  const profile = 'standin' in process ? 'chromium/Default' : ''
  const database = join(app.getPath('sessionData'), profile, 'IndexedDB')
  return {
    calls: createStorageCalls({
      places,
      chooseFile,
      userData,
      database,
      doomed,
      clearDatabases: () => electronSession.defaultSession.clearStorageData({ storages: ['indexdb'] })
    }),
    destroy: (who: Who) => destroyed(places.destroy(who)),
    destroyDevice: (home: string) => destroyed(places.destroyDevice(home))
  }
}

const filters = [{ name: 'Fieldfile', extensions: ['fieldfile'] }]
const chooseFile: FileChooser = {
  async save(name) {
    const { canceled, filePath } = await dialog.showSaveDialog({ defaultPath: name, filters })
    return canceled ? null : filePath
  },
  async open() {
    const { canceled, filePaths } = await dialog.showOpenDialog({ filters, properties: ['openFile'] })
    return canceled ? null : (filePaths[0] ?? null)
  }
}
