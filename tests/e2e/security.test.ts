// What the running shell promises (SECURITY, "Electron settings"), looked at from inside.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { securityExpectations } from '../../src/main/security/expectations.ts'
import { launch, type Launched } from '../harness/launch.ts'

const userData = mkdtempSync(join(tmpdir(), 'security-'))
let run: Launched

beforeAll(async () => {
  run = await launch(userData, { env: { FIELDFILE_SERVER: 'http://127.0.0.1:9' } })
  await run.page.locator('#root > *').first().waitFor({ state: 'attached' })
})
afterAll(async () => {
  await run.app.close()
  rmSync(userData, { recursive: true, force: true })
})

type AnyBridge = { call(channel: string, argument: unknown): Promise<unknown> }
/** Calls the bridge as the page does, and tells how it ended. */
const call = (channel: string, argument: unknown = null) =>
  run.page.evaluate(
    ([name, sent]) =>
      (globalThis as unknown as { fieldfile: AnyBridge }).fieldfile.call(name as string, sent).then(
        () => 'answered',
        (error: Error) => error.message
      ),
    [channel, argument]
  )
const logged = () => readFileSync(join(userData, 'logs', 'main.log'), 'utf8')

test('every webContents has the settings of the list', async () => {
  const found = await run.app.evaluate(({ webContents }) =>
    webContents
      .getAllWebContents()
      .map((contents) => (contents as unknown as { getLastWebPreferences(): object }).getLastWebPreferences())
  )
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject(securityExpectations.webPreferences)
})

test('the page is sandboxed: no Node, no Electron', async () => {
  expect(
    await run.page.evaluate(() =>
      ['require', 'process', 'module', 'ipcRenderer', 'Buffer'].filter((name) => name in globalThis)
    )
  ).toEqual([])
})

test('the policy is the one of the list, with a nonce that is new with every load', async () => {
  const look = () =>
    run.page.evaluate(async () => {
      const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content
      const { headers } = await fetch('/index.html')
      return { nonce, ownPolicy: headers.get('content-security-policy'), sniff: headers.get('x-content-type-options') }
    })
  const first = await look()
  const ownNonce = /'nonce-([^']+)'/.exec(first.ownPolicy!)![1]!
  expect(first.ownPolicy).toBe(securityExpectations.policyOf(ownNonce))
  expect(first.sniff).toBe('nosniff')
  expect(first.nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/)
  expect(ownNonce).not.toBe(first.nonce)
  await run.page.reload()
  expect((await look()).nonce).not.toBe(first.nonce)
})

test('no inline script, no style without the nonce, no eval, no foreign address', async () => {
  const ran = await run.page.evaluate(async () => {
    const results: Record<string, unknown> = {}
    const script = document.createElement('script')
    script.textContent = 'globalThis.inlineRan = true'
    document.head.append(script)
    results['script'] = 'inlineRan' in globalThis
    const style = document.createElement('style')
    style.textContent = 'html { outline: 7px solid red }'
    document.head.append(style)
    results['style'] = getComputedStyle(document.documentElement).outlineWidth === '7px'
    // As a timer: what a test evaluates by itself is excepted from the policy.
    // oxlint-disable-next-line typescript/no-implied-eval -- what must not work
    setTimeout('globalThis.evalRan = true')
    await new Promise((done) => void setTimeout(done, 50))
    results['eval'] = 'evalRan' in globalThis
    results['fetch'] = await fetch('https://example.com/').then(
      () => true,
      () => false
    )
    return results
  })
  expect(ran).toEqual({ script: false, style: false, eval: false, fetch: false })
})

test('window.open and navigation are refused', async () => {
  const { app, page } = run
  const before = page.url()
  expect(await page.evaluate(() => globalThis.open('https://example.com/'))).toBeNull()
  await page.evaluate(() => {
    location.href = 'https://example.com/'
  })
  await expect.poll(logged).toContain('"what":"will-navigate"')
  expect(logged()).toContain('"what":"window.open"')
  expect(page.url()).toBe(before)
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

test('an embedded page is refused before it exists', async () => {
  const prevented = await run.app.evaluate(({ webContents }) => {
    const event = { prevented: false, preventDefault: () => void (event.prevented = true) }
    webContents.getAllWebContents()[0]!.emit('will-attach-webview', event, {}, {})
    return event.prevented
  })
  expect(prevented).toBe(true)
})

test('permissions: storage that stays, and nothing else that a page asks by itself', async () => {
  const asked = [...securityExpectations.deniedPermissions, ...securityExpectations.grantedPermissions]
  // On Electron the handler cannot be read back, so there the page asks.
  const granted = await run.page.evaluate(async () => {
    const names = ['notifications', 'clipboard-read', 'midi', 'persistent-storage']
    const states = await Promise.all(
      names.map((name) => navigator.permissions.query({ name: name as PermissionName }).then(({ state }) => state))
    )
    return names.filter((_, i) => states[i] === 'granted')
  })
  expect(granted.filter((name) => name !== 'persistent-storage')).toEqual([])
  const answers = await run.app.evaluate(
    async ({ session, webContents }, [permissions, origin]) => {
      const { permissionRequestHandler: handler } = session.defaultSession as unknown as {
        permissionRequestHandler?: (
          contents: unknown,
          permission: string,
          answer: (yes: boolean) => void,
          details: object
        ) => void
      }
      if (!handler) return null
      const contents = webContents.getAllWebContents()[0]
      return permissions.filter((permission) => {
        let yes = false
        const details = { isMainFrame: true, requestingUrl: `${origin}/index.html` }
        handler(contents, permission, (answer) => (yes = answer), details)
        return yes
      })
    },
    [asked, securityExpectations.origin] as const
  )
  expect(answers ?? securityExpectations.grantedPermissions).toEqual(securityExpectations.grantedPermissions)
})

test('an unknown channel, a wrong argument and a huge one are refused, and the log says so', async () => {
  expect(await call('fs.read', '/etc/passwd')).toBe('IPC_REFUSED')
  expect(await call('settings.set', { theme: 'purple' })).toBe('IPC_REFUSED')
  expect(await call('settings.set', { server: 'x'.repeat(10_000_000) })).toBe('IPC_REFUSED')
  expect(await call('settings.get')).toBe('answered')
  await expect.poll(logged).toContain('"why":"size"')
  expect(logged()).toContain('"channel":"settings.set","why":"argument"')
})

test('a frame inside the page, and a page from elsewhere, are refused', async () => {
  const refused = await run.app.evaluate(async ({ ipcMain }, origin) => {
    const { _invokeHandlers: handlers } = ipcMain as unknown as {
      _invokeHandlers: Map<string, (event: unknown, argument: unknown) => Promise<unknown>>
    }
    const frames = [{ url: `${origin}/index.html`, parent: {} }, { url: 'https://example.com/', parent: null }, null]
    const ends = frames.map((senderFrame) =>
      handlers.get('settings.get')!({ senderFrame }, null).then(
        () => 'answered',
        (error: Error) => error.message
      )
    )
    return Promise.all(ends)
  }, securityExpectations.origin)
  expect(refused).toEqual(['IPC_REFUSED', 'IPC_REFUSED', 'IPC_REFUSED'])
})

test('a path that climbs out, or names no file, is 404', async () => {
  const statuses = await run.app.evaluate(
    async ({ net }, [origin, paths]) => Promise.all(paths.map(async (path) => (await net.fetch(origin + path)).status)),
    [securityExpectations.origin, securityExpectations.missingFiles] as const
  )
  expect(statuses).toEqual(securityExpectations.missingFiles.map(() => 404))
})

test('only https and mailto leave the app', async () => {
  await run.app.evaluate(({ shell }) => {
    const seen: string[] = []
    Object.assign(globalThis, { seen })
    shell.openExternal = async (url) => void seen.push(url)
  })
  for (const url of securityExpectations.refusedAddresses) expect(await call('shell.open', { url })).toBe('IPC_REFUSED')
  expect(await call('shell.open', { url: 'mailto:someone@example.com' })).toBe('answered')
  expect(await run.app.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)).toEqual([
    'mailto:someone@example.com'
  ])
})

test('the bridge is frozen and gives out nothing of Electron', async () => {
  const found = await run.page.evaluate(() => {
    const { fieldfile } = globalThis as unknown as { fieldfile: Record<string, unknown> }
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'fieldfile')!
    return {
      frozen: Object.isFrozen(fieldfile),
      names: Object.keys(fieldfile).toSorted(),
      configurable: descriptor.configurable
    }
  })
  expect(found).toEqual({ frozen: true, names: ['call', 'on'], configurable: false })
})

test('a second start hands over its link, never a verb, and ends', async () => {
  const { app } = run
  const executable =
    (await app.evaluate(() => ('standin' in process ? '' : process.execPath))) ||
    resolve('tools/electron-standin/electron')
  expect(existsSync(executable)).toBe(true)
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.hide())
  const second = spawn(executable, [`--user-data-dir=${userData}`, '.', 'fieldfile://settings/wipe'], {
    stdio: 'ignore'
  })
  expect(await new Promise((done) => void second.once('exit', done))).toBe(0)
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isVisible())).toBe(true)
})

test('closing the window hides it: sync and reminders go on', async () => {
  const state = await run.app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]!
    window.close()
    return { destroyed: window.isDestroyed(), visible: window.isVisible() }
  })
  expect(state).toEqual({ destroyed: false, visible: false })
})
