// The stand-in against a tiny app, driven as the end-to-end tests drive the real one.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import sparticuz from '@sparticuz/chromium'
import { chromium, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { launch, type Launched } from '../../tests/harness/launch.ts'
import { writeTestApp } from './test-app.ts'

type Bridge = {
  invoke(channel: string, ...args: unknown[]): Promise<unknown>
  send(channel: string, text: string): void
}
type Ask = (call: string, ...args: unknown[]) => Promise<unknown>
declare const bridge: Bridge
declare const ask: Ask
declare const noted: string[]
declare const seen: [kind: string, url: string][]

const executable = resolve('tools/electron-standin/electron')
const folders: string[] = []
let appFolder: string

beforeAll(() => {
  process.env['FIELDFILE_ELECTRON'] = 'standin'
  appFolder = writeTestApp()
  folders.push(appFolder)
})
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'standin-data-'))
  folders.push(folder)
  return folder
}

const isReady = (page: Page): Promise<void> => page.getByText(/^rows \d/).waitFor()

describe('one run', () => {
  const userData = freshFolder()
  let run: Launched
  beforeAll(async () => {
    run = await launch(userData, { appFolder, args: ['--hidden', 'fieldfile://record/1'] })
    await isReady(run.page)
  })
  afterAll(() => run.app.close())

  test('arguments reach the app, --user-data-dir its paths', async () => {
    const told = await run.app.evaluate(({ app }) => ({
      argv: process.argv.slice(1),
      hidden: app.commandLine.hasSwitch('hidden'),
      userData: app.getPath('userData'),
      version: app.getVersion()
    }))
    expect(told.argv).toEqual([`--user-data-dir=${userData}`, appFolder, '--hidden', 'fieldfile://record/1'])
    expect(told).toMatchObject({ hidden: true, userData, version: '1.2.3' })
  })

  test('invoke clones values, loses the class of errors, refuses functions', async () => {
    const { page } = run
    const kinds = await page.evaluate(async () => {
      const sent = {
        date: new Date(5),
        bytes: new Uint8Array([1, 2]),
        map: new Map([['a', 1n]]),
        none: undefined,
        zero: -0
      }
      const got = (await bridge.invoke('echo', sent)) as typeof sent
      return [
        got.date.getTime(),
        got.bytes instanceof Uint8Array,
        got.map.get('a') === 1n,
        'none' in got,
        Object.is(got.zero, -0)
      ]
    })
    expect(kinds).toEqual([5, true, true, true, true])
    const text = '{"__proto__":{"admin":true}}'
    expect(
      await page.evaluate(async (json) => JSON.stringify(await bridge.invoke('echo', JSON.parse(json))), text)
    ).toBe(text)
    const refused = (channel: string): Promise<string> =>
      page.evaluate((to) => bridge.invoke(to, 1).then(String, (error: Error) => error.message), channel)
    expect(await refused('fail')).toBe("Error invoking remote method 'fail': RangeError: no such thing")
    expect(await refused('nobody')).toContain("No handler registered for 'nobody'")
    const cloned = page.evaluate(() =>
      bridge.invoke('echo', { call: () => 1 }).then(String, (error: Error) => error.message)
    )
    expect(await cloned).toContain('could not be cloned')
  })

  test('events arrive, the sender is the main frame of app://', async () => {
    const { page } = run
    await page.evaluate(() => bridge.send('note', 'hello'))
    await expect.poll(() => page.evaluate(() => noted)).toEqual(['hello!'])
    const sender = await page.evaluate(() => bridge.invoke('sender'))
    expect(sender).toEqual({ url: 'app://bundle/index.html', origin: 'app://bundle', main: true })
  })

  test('the page cannot leave, open windows, run inline scripts or reach Node', async () => {
    const { app, page } = run
    await page.click('#away')
    await page.click('#tab')
    await expect
      .poll(() => app.evaluate(() => seen))
      .toEqual([
        ['will-navigate', 'https://example.invalid/'],
        ['open', 'https://example.invalid/tab']
      ])
    expect(await page.title()).toBe('Tiny')
    const inside = await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'globalThis.inline = 1'
      document.head.append(script)
      return ['inline' in globalThis, 'require' in globalThis, '__standinSend' in globalThis, Object.isFrozen(bridge)]
    })
    expect(inside).toEqual([false, false, false, true])
  })

  test('what a security test reads', async () => {
    const told = await run.app.evaluate(async ({ BrowserWindow, session }) => {
      const window = BrowserWindow.getAllWindows()[0]!
      const contents = window.webContents as Electron.WebContents & { getLastWebPreferences(): Electron.WebPreferences }
      const { sandbox, contextIsolation, nodeIntegration } = contents.getLastWebPreferences()
      session.defaultSession.setPermissionRequestHandler((_contents, permission, callback) => {
        callback(permission === 'persistent-storage')
      })
      return { sandbox, contextIsolation, nodeIntegration, same: BrowserWindow.fromWebContents(contents) === window }
    })
    expect(told).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false, same: true })
    expect(await run.page.evaluate(() => navigator.storage.persist())).toBe(true)
    const media = run.page.evaluate(() =>
      navigator.mediaDevices.getUserMedia({ audio: true }).then(String, (error: Error) => error.name)
    )
    expect(await media).toBe('NotAllowedError')
    const window = await run.app.browserWindow(run.page)
    expect(await window.evaluate((one) => one.getSize())).toEqual([900, 600])
  })

  test('refuses what it does not implement', async () => {
    await expect(run.app.evaluate(({ app }) => app.getFileIcon('x'))).rejects.toThrow(
      'app.getFileIcon is not implemented'
    )
    const unsafe = run.app.evaluate(
      ({ BrowserWindow }) => void new BrowserWindow({ webPreferences: { sandbox: false } })
    )
    await expect(unsafe).rejects.toThrow('unsafe window (sandbox)')
    const unknown = run.app.evaluate(
      ({ BrowserWindow }) => void new BrowserWindow({ webPreferences: { plugins: true } })
    )
    await expect(unknown).rejects.toThrow('webPreferences.plugins is not implemented')
  })

  test('keychain: offered, obfuscation only, locked, absent', async () => {
    const told = await run.app.evaluate(async ({ safeStorage }) => {
      const secret = await safeStorage.encryptStringAsync('密码')
      const opened = await safeStorage.decryptStringAsync(secret)
      const tampered = await safeStorage
        .decryptStringAsync(Buffer.from(secret).fill(0, 32))
        .catch((error: Error) => error.message)
      const backends: unknown[] = []
      for (const mode of ['', 'basic_text', 'locked', 'absent']) {
        process.env['STANDIN_KEYCHAIN'] = mode
        const read = await safeStorage.decryptStringAsync(secret).then(
          ({ result }) => result,
          () => 'refused'
        )
        backends.push([safeStorage.getSelectedStorageBackend(), await safeStorage.isAsyncEncryptionAvailable(), read])
      }
      delete process.env['STANDIN_KEYCHAIN']
      return { opened, tampered, hidden: !secret.includes('密码'), backends }
    })
    expect(told.opened).toEqual({ result: '密码', shouldReEncrypt: false })
    expect(told.hidden).toBe(true)
    expect(told.tampered).toMatch(/^Error while decrypting/)
    expect(told.backends).toEqual([
      ['gnome_libsecret', true, '密码'],
      ['basic_text', true, '密码'],
      ['gnome_libsecret', true, 'refused'],
      ['unknown', false, 'refused']
    ])
  })

  test('theme, notification, tray and menu can be looked at and pressed', async () => {
    const told = await run.app.evaluate(async ({ Menu, nativeImage, nativeTheme, Notification, Tray }) => {
      const heard: string[] = []
      nativeTheme.once('updated', () => heard.push(`dark ${nativeTheme.shouldUseDarkColors}`))
      nativeTheme.themeSource = 'dark'
      const shown = Notification as typeof Notification & { shown: Electron.Notification[] }
      const notification = new Notification({ title: 'Visit', body: 'at 9' })
      notification.on('click', () => heard.push('clicked'))
      notification.show()
      shown.shown.at(-1)!.emit('click')
      const tray = new Tray(nativeImage.createEmpty())
      tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Open', click: ({ label }) => heard.push(label) }]))
      const { last } = Tray as typeof Tray & { last: { menu: Electron.Menu } }
      last.menu.items[0]!.click()
      return heard
    })
    expect(told).toEqual(['dark true', 'clicked', 'Open'])
    await expect.poll(() => run.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true)
  })

  test('an outage cuts page, worker, net.fetch and WebSocket; page and worker still load', async () => {
    const { app, page } = run
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await app.evaluate(async ({ session, WebSocket: ElectronSocket }, address) => {
      const codes: unknown[] = []
      Object.assign(globalThis, { codes })
      for (const Socket of [WebSocket, ElectronSocket]) {
        const socket = new Socket(address) as WebSocket
        await new Promise<void>((done) => {
          socket.onopen = () => done()
        })
        socket.onclose = ({ code }) => codes.push(code)
      }
      session.defaultSession.enableNetworkEmulation({ offline: true })
    }, `ws://127.0.0.1:${port}`)
    await expect
      .poll(() => app.evaluate(() => (globalThis as unknown as { codes: number[] }).codes))
      .toEqual([1006, 1006])
    const refused = await app.evaluate(async ({ net }, address) => {
      const fetched = await net.fetch(address.replace('ws', 'http')).then(String, (error: Error) => error.message)
      const closed = await new Promise((done) => {
        new WebSocket(address).onclose = ({ code }) => done(code)
      })
      return [fetched, closed, net.isOnline()]
    }, `ws://127.0.0.1:${port}`)
    expect(refused).toEqual(['net::ERR_INTERNET_DISCONNECTED', 1006, false])

    await expect.poll(() => page.evaluate(() => navigator.onLine)).toBe(false)
    await page.reload()
    await isReady(page)
    expect(await page.evaluate(() => ask('fetch', './data.json'))).toBe('"data"')
    expect(await page.evaluate(() => ask('online'))).toBe(false)

    await app.evaluate(({ session }) => session.defaultSession.disableNetworkEmulation())
    await expect.poll(() => page.evaluate(() => ask('online'))).toBe(true)
    const again = app.evaluate(
      (_, address) =>
        new Promise((done) => {
          const socket = new WebSocket(address)
          socket.onopen = () => done('open')
          socket.onclose = () => done('closed')
        }),
      `ws://127.0.0.1:${port}`
    )
    expect(await again).toBe('open')
    for (const client of server.clients) client.terminate()
    server.close()
  })

  test('a second instance hands over its arguments and ends', async () => {
    const got = run.app.evaluate(
      ({ app }) => new Promise<string[]>((done) => app.once('second-instance', (_event, argv) => done(argv)))
    )
    const second = spawn(executable, [`--user-data-dir=${userData}`, appFolder, 'fieldfile://record/42'], {
      stdio: 'ignore'
    })
    expect(await new Promise((done) => second.once('exit', done))).toBe(0)
    expect((await got).at(-1)).toBe('fieldfile://record/42')
  })
})

test('rows written before a power cut are there after it', async () => {
  const userData = freshFolder()
  const first = await launch(userData, { appFolder })
  await isReady(first.page)
  await first.page.evaluate(() => ask('add', '张三'))
  await first.kill()
  const second = await launch(userData, { appFolder })
  await isReady(second.page)
  expect(await second.page.evaluate(() => ask('count'))).toBe(1)
  await second.app.close()
})

describe('STANDIN_SERVE', () => {
  let served: ChildProcess
  let address: string
  beforeAll(async () => {
    const port = await freePort()
    const env = { ...process.env, STANDIN_SERVE: String(port) }
    served = spawn(executable, [`--user-data-dir=${freshFolder()}`, appFolder], {
      env,
      stdio: ['ignore', 'pipe', 'inherit']
    })
    address = await new Promise((done) => {
      served.stdout?.on('data', (data) => done(/Open (http:\S+)/.exec(String(data))?.[1] ?? ''))
    })
  })
  afterAll(() => served.kill())

  test('one tab of any browser is the window; others are refused', async () => {
    expect((await fetch(address.replace(/\?.*/, ''))).status).toBe(403)
    const browser = await chromium.launch({
      executablePath: await sparticuz.executablePath(),
      args: ['--no-sandbox', '--no-zygote', '--disable-gpu']
    })
    const context = await browser.newContext()
    const page = await context.newPage()
    const response = await page.goto(address)
    await isReady(page)
    expect(response?.headers()['content-security-policy']).toContain("script-src 'self'")
    expect(page.url()).not.toContain('token')
    expect(await page.evaluate(() => ask('add', '李四'))).toBe(1)
    expect(await page.evaluate(() => bridge.invoke('sender'))).toMatchObject({
      url: 'app://bundle/index.html',
      main: true
    })
    await page.evaluate(() => bridge.send('note', 'hello'))
    await expect.poll(() => page.evaluate(() => noted)).toEqual(['hello!'])

    await page.reload()
    await page.getByText('rows 1').waitFor()
    const other = await context.newPage()
    await other.goto(address, { waitUntil: 'commit' }) // a stopped page has no load event
    await other.getByText('Open elsewhere').waitFor()
    expect(await other.evaluate(() => 'bridge' in globalThis || 'ask' in globalThis)).toBe(false)
    await page.close()
    await other.reload()
    await isReady(other)
    served.kill()
    await other.getByText('The program has ended').waitFor()
    await browser.close()
  })
})

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
