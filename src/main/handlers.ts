import { FieldfileError } from '@fieldfile/protocol/errors'
import type { IpcCalls } from '@fieldfile/protocol/ipc'
import type { Handlers } from './ipc/register.ts'
import type { Pump } from './pump/run.ts'
import type { Scheduler } from './reminders/scheduler.ts'
import { externalUrl } from './security/external.ts'
import type { ServerCalls } from './server-calls.ts'
import type { SessionKeeper } from './session/session.ts'
import type { createStorageCalls } from './storage-calls.ts'
import type { SettingsStore } from './store/settings.ts'

export interface HandlerParts {
  info: IpcCalls['app.info']['out']
  session: SessionKeeper
  settings: SettingsStore
  server: ServerCalls
  pump: Pump
  reminders: Scheduler
  openExternal: (url: string) => Promise<void>
  /** The window's worker has said that it listens. */
  onWindowReady(): void
  onSignedOut(): Promise<void>
  storage: ReturnType<typeof createStorageCalls>
}

/** What each channel does. Arguments are checked already; what goes wrong is told by a code. */
export function createHandlers(parts: HandlerParts): Handlers {
  const { session, settings, server, pump, reminders } = parts
  const sync =
    (route: Parameters<ServerCalls['sync']>[0]) =>
    (argument: unknown): ReturnType<ServerCalls['sync']> =>
      server.sync(route, argument)
  return {
    'app.info': () => parts.info,

    'session.current': () => session.current(),
    async 'session.signIn'(credentials) {
      const signedIn = await session.signIn(credentials)
      if (signedIn.ok) await settings.set({ server: signedIn.body.server }).catch(() => null) // the address is typed again
      return signedIn
    },
    'session.newDevice': () => session.newDevice(),
    async 'session.signOut'() {
      // Their reminders and rounds end even where the stored sign-in cannot be removed.
      await session.signOut().finally(() => parts.onSignedOut())
      return null
    },

    'settings.get': () => settings.get(),
    'settings.set': (change) => settings.set(change),

    'sync.hello': sync('hello'),
    'sync.push': sync('push'),
    'sync.pull': sync('pull'),
    'sync.snapshot': sync('snapshot'),
    'sync.lookup': sync('lookup'),
    'sync.done'(report) {
      pump.tell({ type: 'done', report })
      return null
    },
    'sync.now'({ reason }) {
      parts.onWindowReady()
      pump.tell({ type: 'wanted', reason, listening: true })
      return null
    },
    'net.state': () => pump.netState(),
    'import.call': (call) => server.importStep(call),

    async 'reminders.set'({ items }) {
      await reminders.set(items)
      return null
    },
    async 'reminders.snooze'({ id, until }) {
      await reminders.snooze(id, until)
      return null
    },

    async 'shell.open'({ url }) {
      const external = externalUrl(url)
      if (!external) throw new FieldfileError('IPC_REFUSED')
      await parts.openExternal(external)
      return null
    },

    ...parts.storage
  }
}
