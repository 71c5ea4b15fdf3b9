import { FieldfileError } from '@fieldfile/protocol/errors'
import { ipcCalls } from '@fieldfile/protocol/ipc'
import { expect, test } from 'vitest'
import { appOrigin } from '../security/expectations.ts'
import { createSender, registerCalls, type Handlers } from './register.ts'

type Call = (event: unknown, ...args: unknown[]) => Promise<unknown>
const event = { senderFrame: { url: `${appOrigin}/index.html`, parent: null } }

function register(handlers: Partial<Handlers>) {
  const registered = new Map<string, Call>()
  const logged: string[] = []
  registerCalls({ handle: (channel, handler) => void registered.set(channel, handler as Call) }, handlers as Handlers, {
    origins: [appOrigin],
    now: () => 0,
    log: (what) => logged.push(what)
  })
  return { registered, logged }
}

test('every channel of the contract has its handler, and no other', () => {
  expect([...register({}).registered.keys()].toSorted()).toEqual(Object.keys(ipcCalls).toSorted())
})

test('only a code crosses the bridge', async () => {
  const { registered, logged } = register({
    'settings.get': () => {
      throw new Error('ENOSPC: /home/someone')
    },
    'session.current': () => Promise.reject(new FieldfileError('OFFLINE', { message: 'detail' }))
  })
  await expect(registered.get('settings.get')!(event)).rejects.toThrow(/^STORAGE_FAILED$/)
  await expect(registered.get('session.current')!(event)).rejects.toMatchObject({ code: 'OFFLINE' })
  await expect(registered.get('settings.get')!({ senderFrame: null })).rejects.toThrow(/^IPC_REFUSED$/)
  expect(logged).toEqual(['ipc.failed', 'ipc.failed', 'ipc.refused'])
})

test('events go to the window there is', () => {
  const sent: unknown[] = []
  let gone = false
  const contents = { isDestroyed: () => gone, send: (...args: unknown[]) => void sent.push(args) }
  createSender(() => contents)('nav.open', { path: '/today' })
  createSender(() => null)('nav.open', { path: '/today' })
  gone = true
  createSender(() => contents)('nav.open', { path: '/today' })
  expect(sent).toEqual([['nav.open', { path: '/today' }]])
})
