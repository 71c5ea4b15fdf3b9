// The running app is killed or loses its keychain; asked through the bridge, as the worker asks.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bridge, IpcCalls } from '@fieldfile/protocol'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launch, type Launched } from '../harness/launch.ts'
import { password, startTestServer, type TestServer } from '../harness/server.ts'

let server: TestServer
let userData: string
let running: Launched
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())
beforeEach(() => {
  userData = mkdtempSync(join(tmpdir(), 'journal-app-'))
})
afterEach(async () => {
  await running.kill()
  rmSync(userData, { recursive: true, force: true })
})

type AnyBridge = { call(channel: string, argument: unknown): Promise<unknown> }
const call = <K extends keyof IpcCalls>(channel: K, argument: IpcCalls[K]['in']) =>
  running.page.evaluate(
    ([name, sent]) => (globalThis as unknown as { fieldfile: AnyBridge }).fieldfile.call(name as string, sent),
    [channel as string, argument as unknown]
  ) as Promise<IpcCalls[K]['out']>

async function start(keychain = ''): Promise<void> {
  running = await launch(userData, { env: { FIELDFILE_SERVER: server.url, STANDIN_KEYCHAIN: keychain } })
  await running.page.locator('#root > *').first().waitFor({ state: 'attached' })
  if (await call('session.current', null)) return
  const signedIn = await call('session.signIn', { server: server.url, login: 'anna', password })
  expect(signedIn).toMatchObject({ ok: true })
}
const keyFile = { version: 1, keyId: 'key-1', wrapped: 'd3JhcHBlZA==', salt: 'c2FsdA==', pin: false, argon: null }
// Far above what a worker in the window would use.
const line = (n: number) => ({
  dseq: 1_000_000 + n,
  kind: 'op' as const,
  data: Buffer.from(`line ${n}`).toString('base64')
})
const linesThere = async () => (await call('journal.read', null)).lines.filter(({ dseq }) => dseq >= 1_000_000)

test('killed right after "saved": the line is there at the next start', async () => {
  await start()
  const first = await call('vault.open', null)
  expect(first).toMatchObject({ state: 'ok', waitMs: 0 })
  for (let n = 1; n <= 20; n += 1) {
    expect(await call('journal.append', { lines: [line(n)], hlc: '0190a0b0c0d0-0001-d' })).toMatchObject({ ok: true })
  }
  await running.kill()
  await start()
  expect(await call('vault.open', null)).toMatchObject({ state: 'ok', secret: first.secret })
  expect(await linesThere()).toEqual(Array.from({ length: 20 }, (_, i) => line(i + 1)))
  expect(await call('journal.read', null)).toMatchObject({ damaged: 0 })
})

test('a keychain that is locked or has changed: said, nothing erased, and it opens again', async () => {
  await start()
  const { secret, keyFile: made } = await call('vault.open', null)
  if (!made) await call('vault.save', { keyFile })
  await call('journal.append', { lines: [line(1)] })
  await running.kill()

  await start('locked')
  expect(await call('vault.open', null)).toMatchObject({ state: 'locked', secret: null })
  expect(await linesThere()).toEqual([line(1)])
  await running.kill()

  await start()
  expect(await call('vault.open', null)).toMatchObject({ state: 'ok', secret })
  await running.kill()

  expect(existsSync(join(userData, 'standin-key'))).toBe(true)
  rmSync(join(userData, 'standin-key'))
  await start()
  expect(await call('vault.open', null)).toMatchObject({ state: 'changed', secret: null })
  expect(await linesThere()).toEqual([line(1)])
  const fresh = await call('vault.renew', null)
  expect(fresh).toMatchObject({ state: 'ok', keyFile: null })
  expect(fresh.secret).not.toBe(secret)
  expect(readdirSync(join(userData, 'people')).filter((name) => name.includes('.aside-'))).toHaveLength(1)
})

test.each(['basic_text', 'absent'])('keychain %s: no secret is ever given or stored', async (keychain) => {
  await start(keychain)
  const state = keychain === 'absent' ? 'absent' : 'plain'
  expect(await call('vault.open', null)).toMatchObject({ state, secret: null })
})

test('the computer is locked while a PIN is on: the window is told', async () => {
  await start()
  await call('vault.open', null)
  await call('vault.save', { keyFile: { ...keyFile, pin: true, argon: { m: 65_536, t: 3, p: 1 } } })
  await running.page.evaluate(() => {
    const heard: string[] = []
    Object.assign(globalThis, { heard })
    const { fieldfile } = globalThis as unknown as { fieldfile: Bridge }
    fieldfile.on('vault.lock', ({ reason }) => heard.push(reason))
  })
  const heard = () => running.page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard)
  const emit = (event: string) =>
    running.app.evaluate(({ powerMonitor }, name) => void powerMonitor.emit(name as 'suspend'), event)
  await emit('lock-screen')
  expect(await heard()).toEqual([])
  await call('vault.opened', null)
  await emit('suspend')
  await emit('lock-screen')
  await expect.poll(heard).toEqual(['suspend'])
})

test('forgetting this device leaves nothing of the person', async () => {
  await start()
  await call('vault.open', null)
  await call('journal.append', { lines: [line(1)] })
  await call('vault.forget', {})
  expect(readdirSync(join(userData, 'people'))).toEqual([])
})
