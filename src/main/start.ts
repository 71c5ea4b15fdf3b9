import { join } from 'node:path'
import { newId } from '@fieldfile/protocol/ids'
import {
  app,
  ipcMain,
  nativeTheme,
  net,
  protocol,
  safeStorage,
  session as electronSession,
  shell,
  WebSocket
} from 'electron'
import { createNavigation } from './desktop/navigation.ts'
import { createNotifier } from './desktop/notifier.ts'
import { tieToDesktop } from './desktop/surroundings.ts'
import { watchUpdates } from './desktop/updates.ts'
import { createMainWindow } from './desktop/window.ts'
import { createHandlers } from './handlers.ts'
import { createTransport } from './http/transport.ts'
import { createSender, registerCalls } from './ipc/register.ts'
import { createLive, type LiveSocket } from './pump/live.ts'
import { watchNetwork } from './pump/network.ts'
import { createPump } from './pump/run.ts'
import { bookFile } from './reminders/book-file.ts'
import { digestOf, noticeOf } from './reminders/notice.ts'
import { beatMs, createScheduler } from './reminders/scheduler.ts'
import { appOrigin } from './security/expectations.ts'
import { shieldPages } from './security/shield.ts'
import { createServerCalls } from './server-calls.ts'
import { createDevices } from './session/device.ts'
import { createSession } from './session/session.ts'
import { openStorage } from './storage.ts'
import { createKeychain, sealedFile } from './store/keychain.ts'
import { messageOf, openLog } from './store/log.ts'
import { openSettings } from './store/settings.ts'
import { smallFile } from './store/small-file.ts'
import { after, at, every } from './timers.ts'

export interface Running {
  show(): Promise<void>
  /** Navigates, now or when there is a session and a window. */
  openPath(path: string): void
  /** The app is about to end. */
  release(): void
}

// A device or a person that the administrator has shut out keeps no names for the lock screen.
const shutOut = new Set(['DEVICE_REVOKED', 'USER_DISABLED'])

/** Puts the parts together, once Electron is ready. The only place where they meet. */
export async function start({ isHidden }: { isHidden: boolean }): Promise<Running> {
  const { platform, env } = process
  const folder = app.getPath('userData')
  const file = (name: string) => smallFile(join(folder, name))
  const log = openLog(join(folder, 'logs', 'main.log'))
  log('start', { version: app.getVersion(), platform, hidden: isHidden })
  process.on('unhandledRejection', (error) => log('unhandled', { cause: messageOf(error) }))

  const developing = app.isPackaged ? undefined : env['ELECTRON_RENDERER_URL']
  const files = join(import.meta.dirname, '../renderer')
  const { defaultSession } = electronSession
  const origins = await shieldPages({ app, protocol, session: defaultSession, files, developing, log })

  // ---- what is kept
  const keychain = createKeychain(safeStorage, platform)
  const settings = await openSettings({
    file: file('settings.json'),
    systemLanguage: app.getPreferredSystemLanguages()[0] ?? app.getLocale(),
    presetServer: env['FIELDFILE_SERVER']
  })

  // ---- the window and what it is told
  const window = createMainWindow({
    page: developing ?? `${appOrigin}/index.html`,
    preload: join(import.meta.dirname, '../preload/index.cjs'),
    developing: developing !== undefined,
    placementFile: file('window.json'),
    background: () => (nativeTheme.shouldUseDarkColors ? '#0d1217' : '#f2f4f7'),
    onPageGone() {
      navigation.setReady('window', false)
      pump.tell({ type: 'windowGone' })
    },
    log
  })
  const send = createSender(() => window.contents())
  const navigation = createNavigation((path) => send('nav.open', { path }))
  const openPath = (path: string): void => {
    navigation.open(path)
    void window.show()
  }

  // ---- sync
  let signedIn = false
  function become(next: boolean): void {
    signedIn = next
    navigation.setReady('session', next)
    updateTray()
  }
  const onServerTime = (serverTime: number): void => pump.tell({ type: 'clock', offset: serverTime - Date.now() })
  const session = createSession({
    send: createTransport({ fetch: (input, init) => net.fetch(input as string, init), log }),
    store: sealedFile(file('session.bin'), keychain),
    devices: createDevices(file('devices.json'), newId),
    newId,
    now: Date.now,
    log,
    onBegan() {
      become(true)
      pump.tell({ type: 'signedIn' })
    },
    onEnded(code, whose) {
      become(false)
      pump.tell({ type: 'signedOut', code })
      send('session.ended', { code })
      if (shutOut.has(code)) void reminders.clear()
      if (code === 'DEVICE_REVOKED') void storage.destroy(whose)
    },
    onRevoked: (home) => void storage.destroyDevice(home),
    onServerTime
  })
  const live = createLive({
    // Its types know its events only as plain ones.
    open: (url) => new WebSocket(url) as unknown as LiveSocket,
    access: () => session.access(),
    onMoved: () => pump.tell({ type: 'live' }),
    after,
    chance: Math.random,
    log
  })
  const pump = createPump({
    now: Date.now,
    chance: Math.random,
    timer: at,
    round: (reason) => send('sync.round', { reason }),
    onNetState(state) {
      send('net.state', state)
      updateTray()
    },
    onWantsLive: (wanted) => live.want(wanted),
    log,
    online: net.isOnline()
  })
  watchNetwork(() => net.isOnline(), every, pump.tell)

  // ---- what the worker keeps here
  const storage = openStorage({ userData: folder, session, settings, keychain, send, log })

  // ---- reminders
  const notify = createNotifier(openPath)
  const reminders = createScheduler({
    table: sealedFile(file('due.bin'), keychain),
    book: bookFile(file('reminders.json')),
    clocks: () => ({ wall: Date.now(), counted: performance.now() }),
    minuteOfDay: (moment) => new Date(moment).getHours() * 60 + new Date(moment).getMinutes(),
    quiet: () => ({ from: settings.get().quietFrom, to: settings.get().quietTo }),
    showOne: (item) => notify(noticeOf(item, settings.get())),
    showDigest: (items) => notify(digestOf(items, settings.get())),
    log
  })
  every(beatMs, () => void reminders.beat())

  const updateTray = tieToDesktop({ settings, pump, reminders, window, isSignedIn: () => signedIn, platform })
  settings.onChange((next) => send('settings.changed', next))

  registerCalls(
    ipcMain,
    createHandlers({
      info: {
        version: app.getVersion(),
        platform,
        electron: process.versions['electron'] ?? '',
        standIn: 'standin' in process,
        demo: env['FIELDFILE_DEMO'] ?? null
      },
      session,
      settings,
      server: createServerCalls({ send: session.send, onAnswer: () => pump.tell({ type: 'progress' }), onServerTime }),
      pump,
      reminders,
      storage: storage.calls,
      openExternal: (url) => shell.openExternal(url),
      onWindowReady: () => navigation.setReady('window', true),
      async onSignedOut() {
        become(false)
        navigation.setReady('window', false)
        pump.tell({ type: 'signedOut', code: null })
        await reminders.clear()
      }
    }),
    { origins, now: Date.now, log }
  )

  // None waits for another: a keychain may ask a person first, and the window shows meanwhile.
  void session.current()
  void reminders.open()
  void (isHidden ? window.openHidden() : window.show())
  void watchUpdates(app.isPackaged, log)
  return { show: () => window.show(), openPath, release: () => window.release() }
}
