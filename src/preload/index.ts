import type { Bridge, IpcCalls, IpcEvents } from '@fieldfile/protocol/ipc'
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'

// The channels by name, so that the schemas stay out of this file; the types refuse one that is missing or unknown.
const calls: Readonly<Record<keyof IpcCalls, true>> = {
  'app.info': true,
  'session.current': true,
  'session.signIn': true,
  'session.newDevice': true,
  'session.signOut': true,
  'settings.get': true,
  'settings.set': true,
  'sync.hello': true,
  'sync.push': true,
  'sync.pull': true,
  'sync.snapshot': true,
  'sync.lookup': true,
  'sync.done': true,
  'sync.now': true,
  'net.state': true,
  'import.call': true,
  'reminders.set': true,
  'reminders.snooze': true,
  'shell.open': true,
  'vault.look': true,
  'vault.open': true,
  'vault.opened': true,
  'vault.save': true,
  'vault.reseal': true,
  'vault.renew': true,
  'vault.forget': true,
  'database.opened': true,
  'database.doomed': true,
  'database.deleted': true,
  'database.clear': true,
  'journal.append': true,
  'journal.read': true,
  'journal.settle': true,
  'witness.get': true,
  'witness.set': true,
  'blobs.unlock': true,
  'blobs.lock': true,
  'blobs.put': true,
  'blobs.read': true,
  'blobs.has': true,
  'blobs.delete': true,
  'blobs.list': true,
  'blobs.rewrap': true,
  'storage.info': true,
  'backup.make': true,
  'backup.list': true,
  'backup.read': true,
  'backup.restore': true,
  'unsent.export': true,
  'unsent.import': true
}
const events: Readonly<Record<keyof IpcEvents, true>> = {
  'sync.round': true,
  'net.state': true,
  'nav.open': true,
  'session.ended': true,
  'settings.changed': true,
  'vault.lock': true,
  'database.erase': true
}

/** Electron wraps what main throws into a sentence; only its code crosses. */
function codeOf(error: unknown): string {
  const code = error instanceof Error ? /FieldfileError: ([A-Z_]+)/.exec(error.message)?.[1] : undefined
  return code ?? 'IPC_REFUSED'
}

const bridge: Bridge = {
  async call(channel, argument) {
    if (!Object.hasOwn(calls, channel)) throw new Error('IPC_REFUSED')
    try {
      return await ipcRenderer.invoke(channel, argument)
    } catch (error) {
      throw new Error(codeOf(error), { cause: error })
    }
  },
  on(channel, listener) {
    if (!Object.hasOwn(events, channel)) throw new Error('IPC_REFUSED')
    // The page gets what was sent, never the event with its sender.
    const forward = (_event: IpcRendererEvent, sent: Parameters<typeof listener>[0]): void => listener(sent)
    ipcRenderer.on(channel, forward)
    return () => void ipcRenderer.off(channel, forward)
  }
}

// exposeInMainWorld copies and freezes it.
contextBridge.exposeInMainWorld('fieldfile', bridge)
