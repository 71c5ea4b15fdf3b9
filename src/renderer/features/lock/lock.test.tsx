import axe from 'axe-core'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { newId, type Bridge, type Session } from '@fieldfile/protocol'
import { startI18n } from '../../app/i18n.ts'
import { changePin, connect, useStatus, write, type Connection } from '../../client/index.ts'
import { subscribe } from '../../client/connection.ts'
import { statusStore } from '../../client/status-store.ts'
import { FakeVault } from '../../client/testing/fake-vault.ts'
import { UiProvider } from '../../ui/index.ts'
import { LockScreen, words } from './index.ts'

let vault: FakeVault
let worker: Worker
let connection: Connection
let root: Root
let events: Map<string, (event: never) => void>
let session: Session
const bridge: Bridge = {
  call: async (channel, argument) => vault.answer(channel, argument) as never,
  on: (channel, listener) => {
    events.set(channel, listener)
    return () => events.delete(channel)
  }
}
function Screen() {
  const { lock, phase } = useStatus()
  return lock ? <LockScreen {...{ lock, name: '唐岳' }} onSignOut={() => {}} /> : <p>{phase}</p>
}
function start(): void {
  statusStore.setState(statusStore.getInitialState(), true)
  worker = new Worker(new URL('../../replica/browser-test/worker.ts', import.meta.url), { type: 'module' })
  connection = connect(worker, bridge)
  connection.start(session, { zone: 'Asia/Shanghai' })
}
function kill(): void {
  worker.terminate()
  connection.dispose()
}
const createAccount = (name: string) =>
  write({
    type: 'account',
    kind: 'create',
    values: { name, ownerUserId: session.user.id },
    step: { event: 'register', args: { to: 'prospect' } }
  })
const phase = (wanted: string) =>
  vi.waitFor(() => expect(statusStore.getState().phase).toBe(wanted), { timeout: 10_000, interval: 5 })
const names = async (): Promise<string[]> => {
  let known: string[] = []
  const end = subscribe('test.accounts', null, {
    result: (data) => (known = (data as { name: string }[]).map(({ name }) => name)),
    failed: () => {},
    closed: () => {}
  })
  await vi.waitFor(() => expect(known.length).toBeGreaterThan(0), 10_000)
  end()
  return known
}

beforeEach(() => {
  vault = new FakeVault()
  events = new Map()
  session = {
    server: 'https://crm.example.com',
    tenant: 't',
    device: newId(),
    remembered: true,
    user: { id: newId(), login: 'r1', name: 'R1', roles: ['REP'], territoryIds: [], language: 'en' }
  }
  startI18n('en', { lock: words })
  root = createRoot(document.body.appendChild(document.createElement('div')))
  root.render(
    <UiProvider mode="light" density="desk">
      <Screen />
    </UiProvider>
  )
})
afterEach(async () => {
  root.unmount()
  kill()
  document.body.replaceChildren()
  for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name)
})

const type = async (label: string, text: string) => {
  await userEvent.fill(page.getByLabelText(label, { exact: true }), text)
  await userEvent.keyboard('{Enter}')
}

describe('a PIN', () => {
  test('set, then asked for: a wrong one says so, the right one opens, leaving the computer locks again', async () => {
    start()
    await phase('ready')
    await createAccount('重庆长安')
    expect(await changePin(null, '482913')).toBeNull()
    expect(vault.keyFile).toMatchObject({ pin: true })

    let closed = 0
    const end = subscribe('test.accounts', null, { result: () => {}, failed: () => {}, closed: () => closed++ })
    events.get('vault.lock')?.({ reason: 'idle' } as never)
    await phase('locked')
    expect(closed).toBe(1)
    await expect(createAccount('不能写')).rejects.toMatchObject({ code: 'NOT_READY' })
    end()
    await vi.waitFor(() => page.getByRole('heading', { name: 'Enter your PIN' }).element())
    expect((await axe.run(document.body, { resultTypes: ['violations'] })).violations).toEqual([])
    await type('PIN', '111111')
    await vi.waitFor(() => expect(page.getByRole('alert').element().textContent).toMatch(/PIN is wrong/), 10_000)
    await type('PIN', '482913')
    await phase('ready')
    expect(await names()).toEqual(['重庆长安'])
  })

  test('at a new start too; while there is a wait it is counted down and nothing can be typed off', async () => {
    start()
    await phase('ready')
    await createAccount('重庆长安')
    await changePin(null, '482913')
    kill()
    vault.waitMs = 65_000
    start()
    await phase('locked')
    await vi.waitFor(() => expect(page.getByRole('timer').element().textContent).toMatch(/1:0\d/))
    expect(page.getByRole('button', { name: 'Open', exact: true }).element()).toBeDisabled()
  })

  test('taken off with the old one only', async () => {
    start()
    await phase('ready')
    await changePin(null, '482913')
    expect(await changePin('000000', null)).toMatchObject({ code: 'PIN_WRONG' })
    expect(await changePin('482913', null)).toBeNull()
    kill()
    start()
    await phase('ready')
  })
})

describe('without a keychain', () => {
  test('a passphrase is chosen, long enough and typed twice, and opens the data at the next start', async () => {
    vault.state = 'plain'
    start()
    await phase('locked')
    await vi.waitFor(() => page.getByRole('heading', { name: 'Choose a passphrase' }).element())
    await type('New passphrase', 'short')
    await vi.waitFor(() => expect(page.getByRole('alert').element().textContent).toMatch(/At least 15/))
    await userEvent.fill(page.getByLabelText('New passphrase', { exact: true }), 'correct horse battery')
    await type('Type it again', 'correct horse batterY')
    await vi.waitFor(() => expect(page.getByRole('alert').element().textContent).toMatch(/not the same/))
    await type('Type it again', 'correct horse battery')
    await phase('ready')
    await createAccount('重庆长安')
    expect(JSON.stringify(vault.keyFile)).not.toContain('horse')
    kill()
    start()
    await phase('locked')
    await type('Passphrase', 'correct horse battery')
    await phase('ready')
    expect(await names()).toEqual(['重庆长安'])
  })
})

test('a keychain that does not answer is asked again; one that was replaced starts anew on a person’s word', async () => {
  vault.state = 'locked'
  start()
  await phase('locked')
  vault.state = 'ok'
  await userEvent.click(page.getByRole('button', { name: 'Try again' }))
  await phase('ready')
  kill()
  vault.state = 'changed'
  start()
  await phase('locked')
  expect(page.getByRole('heading', { name: 'The system keychain was replaced' }).element()).toBeVisible()
  await userEvent.click(page.getByRole('button', { name: 'Fetch the data from the server' }))
  await phase('ready')
})
