import { errors } from '@fieldfile/protocol'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { write } from '../client/index.ts'
import { statusStore } from '../client/status-store.ts'
import { navigate } from './history.ts'
import { FakeBridge, session } from './testing/fake-bridge.ts'
import { barriers, startApp, type Running } from './testing/start-app.tsx'

const account = '01990000-0000-7000-8000-0000000000a1'
/** A shared machine may be slow; a rule does not depend on how slow. */
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 10_000 })

let running: Running | undefined
afterEach(async () => {
  await running?.end()
  running = undefined
})
async function open(path: string, setUp: (bridge: FakeBridge) => void = () => {}, language: 'zh-CN' | 'en' = 'en') {
  await page.viewport(1440, 900)
  const bridge = new FakeBridge()
  bridge.settings = { ...bridge.settings, language, theme: 'light' }
  bridge.session = session
  bridge.put('account', account, { name: '岚屿化工', customerNature: 'endUser', ownerUserId: session.user.id })
  setUp(bridge)
  running = await startApp(bridge, path)
  return bridge
}
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' })
const heading = (name: string) => page.getByRole('heading', { level: 1, name })
const ready = () => eventually(() => expect(statusStore.getState().completedAt).toBeTruthy())
async function offlineEdit(bridge: FakeBridge, address: string): Promise<void> {
  await ready()
  bridge.setNet({ phase: 'offline' })
  await write({ type: 'account', id: account, kind: 'edit', values: { address } })
}
const typed = (label: string, text: string) => userEvent.fill(page.getByLabelText(label, { exact: true }), text)

describe('PIN', () => {
  test('set, locked now, wrong, right, removed: each told in words', async () => {
    await open('/settings')
    await ready()
    await button('Set a PIN').click()
    await typed('New PIN', '4829')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByRole('alert').getByText('At least 6', { exact: false })).toBeVisible()
    await typed('New PIN', '482913')
    await typed('Type it again', '482914')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByRole('alert').getByText('not the same', { exact: false })).toBeVisible()
    await typed('Type it again', '482913')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('The PIN is set; the next start asks for it')).toBeVisible()
    await button('Lock now').click()
    await expect.element(heading('Enter your PIN')).toBeVisible()
    await typed('PIN', '111111')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByRole('alert').getByText('The PIN is wrong', { exact: false })).toBeVisible()
    await typed('PIN', '482913')
    await userEvent.keyboard('{Enter}')
    await expect.element(heading('Settings')).toBeVisible()
    await button('Remove PIN').click()
    await typed('Current PIN', '482913')
    await userEvent.keyboard('{Enter}')
    await expect.element(button('Set a PIN')).toBeVisible()
  })

  test('too many wrong ones: the wait is counted down and nothing can be tried off', async () => {
    const bridge = await open('/settings')
    await ready()
    await button('Set a PIN').click()
    await typed('New PIN', '482913')
    await typed('Type it again', '482913')
    await userEvent.keyboard('{Enter}')
    await button('Change PIN').click()
    bridge.vault.waitMs = 65_000
    await typed('Current PIN', '000000')
    await typed('New PIN', '715204')
    await typed('Type it again', '715204')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByRole('alert').getByText(errors.PIN_WAIT.en, { exact: false })).toBeVisible()
    await expect.element(page.getByText(/You can try again in 1:0\d/)).toBeVisible()
    await expect.element(page.getByRole('dialog').getByRole('button', { name: /Change PIN$/ })).toBeDisabled()
  })

  test('forgotten: what is left to do, and erasing asks for the word', async () => {
    const bridge = await open('/settings')
    await offlineEdit(bridge, '无锡 2 号')
    await button('Set a PIN').click()
    await typed('New PIN', '482913')
    await typed('Type it again', '482913')
    await userEvent.keyboard('{Enter}')
    await button('Lock now').click()
    await button('PIN forgotten').click()
    await expect.element(page.getByRole('dialog').getByText(/at most 1 in the journal/, { exact: false })).toBeVisible()
    expect(await barriers()).toEqual([])
    await button('Erase the data here').click()
    await expect.element(button('Erase the data here')).toBeDisabled()
    await userEvent.fill(page.getByRole('dialog').getByRole('textbox'), 'erase')
    await button('Erase the data here').click()
    await expect.element(page.getByText(/Key and data of 唐岳 on this computer are erased/)).toBeVisible()
    expect([bridge.vault.keyFile, bridge.vault.lines, bridge.session]).toEqual([null, [], null])
  })

  test('without a keychain the passphrase cannot be taken off', async () => {
    const bridge = await open('/settings', (b) => {
      b.vault.state = 'plain'
    })
    await typed('New passphrase', 'correct horse battery')
    await typed('Type it again', 'correct horse battery')
    await userEvent.keyboard('{Enter}')
    await expect.element(button('Change passphrase')).toBeVisible()
    await expect.element(button('Remove PIN')).not.toBeInTheDocument()
    expect(bridge.vault.keyFile).toMatchObject({ pin: true })
  })
})

describe('storage', () => {
  test('a check reads everything; repairing fetches it again and keeps the unsent edit', async () => {
    const bridge = await open('/storage')
    await offlineEdit(bridge, '无锡 2 号')
    await button('Check').click()
    await expect.element(page.getByText(/^Everything can be read/)).toBeVisible()
    await expect.element(page.getByText('The 1 unsent change is there.')).toBeVisible()
    await button('Repair: fetch again from the server').click()
    await expect.element(page.getByText(/^Fetching the data on this computer/)).toBeVisible()
    expect(statusStore.getState().waiting).toBe(1)
    bridge.setNet({ phase: 'idle' })
    bridge.emit('sync.round', { reason: 'test' })
    await eventually(() => expect(bridge.row(account)?.body['address']).toBe('无锡 2 号'))
    await expect.element(page.getByText(/^Fetching the data on this computer/)).not.toBeInTheDocument()
    await button('Check').click()
    await expect.element(page.getByText(/^Everything can be read/)).toBeVisible()
    await expect.element(page.getByText('Nothing is unsent.')).toBeVisible()
  })

  test('a backup brings back what the journal and the database have lost', async () => {
    const bridge = await open('/storage')
    await offlineEdit(bridge, '无锡 3 号')
    await button('Back up now').click()
    await expect.element(page.getByText('Backed up: 1 entry')).toBeVisible()
    await button(/^Restore the backup of/).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Restore', exact: true }).click()
    await expect.element(page.getByText(/^This computer has every change of that backup/)).toBeVisible()
    expect(statusStore.getState().waiting).toBe(1)
  })

  test.each(['BACKUP_CHANGED', 'BACKUP_FOREIGN', 'BACKUP_NEWER'] as const)(
    '%s: says so and offers nothing',
    async (code) => {
      await open('/storage', (b) => {
        b.vault.backups.set('backup-1', [])
        b.vault.about.set('backup-1', { at: Date.now(), bytes: 900, code })
      })
      await expect.element(page.getByText(errors[code].en)).toBeVisible()
      await expect.element(button(/^Restore the backup of/)).not.toBeInTheDocument()
    }
  )

  test('unsent edits as a file: the code is shown once; taken in twice is told', async () => {
    const bridge = await open('/storage')
    await offlineEdit(bridge, '无锡 4 号')
    await button('Export unsent changes').click()
    const shown = page.getByLabelText('Code of the file')
    await expect.element(shown).toBeVisible()
    const code = shown.element().textContent
    expect(code).toMatch(/^(\w{4}-){3}\w{4}$/)
    expect(await barriers()).toEqual([])
    await button('Got it').click()
    await button('Take in a file of another computer').click()
    await typed('Enter the 16 characters noted at the export', '0000 0000 0000 0000')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByRole('alert').getByText(errors.CODE_WRONG.en, { exact: false })).toBeVisible()
    await typed('Enter the 16 characters noted at the export', code.toLowerCase())
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText(/already taken in/)).toBeVisible()
    await expect.element(button('Take them in')).toBeDisabled()
  })

  test.each([
    ['BACKUP_CHANGED', /was changed or is damaged, so nothing was taken in/],
    ['BACKUP_NEWER', /comes from a newer version, so nothing was taken in/]
  ])('a file to take in, %s: in words that fit a file', async (code, said) => {
    await open('/storage', (b) => {
      b.calls['unsent.import'] = () => ({ ok: false, error: { code } })
    })
    await button('Take in a file of another computer').click()
    await expect.element(page.getByText(said)).toBeVisible()
  })

  test('erasing says what would be lost, asks for the word, and ends at the sign-in with nothing left', async () => {
    const bridge = await open('/storage')
    await offlineEdit(bridge, '无锡 5 号')
    await expect.element(page.getByText('1 change is not sent; erased, it is gone.', { exact: false })).toBeVisible()
    await button('Erase the data here').click()
    const dialog = page.getByRole('dialog')
    await expect.element(dialog.getByText('1 unsent change is lost.', { exact: false })).toBeVisible()
    await userEvent.fill(dialog.getByRole('textbox'), 'erase')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText(/Key and data of 唐岳/)).toBeVisible()
    expect(bridge.vault.keyFile).toBeNull()
    await eventually(() => expect(bridge.session).toBeNull())
    expect(bridge.vault.databases).toHaveLength(1)
    const left = (await indexedDB.databases()).filter(({ name }) => bridge.vault.databases.includes(name!))
    expect([left, bridge.vault.doomed]).toEqual([[], []])
    expect(localStorage).toHaveLength(0)
  })
})

describe('ready to leave', () => {
  test('what waits is to be sent first; then it says that one can go', async () => {
    const bridge = await open('/ready')
    await ready()
    await expect.element(page.getByText('Ready: you can work without a network.')).toBeVisible()
    await expect.element(page.getByText(/^The sign-in lasts for (90|89) more days/)).toBeVisible()
    await offlineEdit(bridge, '无锡 6 号')
    await expect.element(page.getByText('1 thing to do first')).toBeVisible()
    await expect.element(page.getByText(/1 change waits/)).toBeVisible()
  })
})

describe('a recovery is told', () => {
  test('after a start on an emptied database: the edit is back, then all is whole', async () => {
    const bridge = await open('/ready')
    await offlineEdit(bridge, '无锡 7 号')
    await running!.end()
    running = await startApp(bridge, '/storage')
    await expect.element(page.getByText(/damaged.*Your 1 unsent change/s)).toBeVisible()
    bridge.setNet({ phase: 'idle' })
    bridge.emit('sync.round', { reason: 'test' })
    await expect.element(page.getByText(/was damaged, and has/)).toBeVisible()
    await button('Got it').click()
    await expect.element(page.getByText(/was damaged, and has/)).not.toBeInTheDocument()
    await eventually(() => expect(bridge.row(account)?.body['address']).toBe('无锡 7 号'))
  })
})

describe.each(['zh-CN', 'en'] as const)('no barrier, %s', (language) => {
  test.each(['light', 'dark'] as const)('%s', async (theme) => {
    await open(
      '/storage',
      (b) => {
        b.settings = { ...b.settings, theme }
        for (const [i, code] of ([null, 'BACKUP_CHANGED'] as const).entries()) {
          b.vault.backups.set(`backup-${i}`, [])
          b.vault.about.set(`backup-${i}`, { at: Date.now() - i * 3_600_000, bytes: 900, lines: 3, code })
        }
      },
      language
    )
    await ready()
    await expect.element(page.getByRole('table')).toBeVisible()
    expect(await barriers()).toEqual([])
    navigate('/ready')
    await expect.element(page.getByRole('list').last()).toBeVisible()
    expect(await barriers()).toEqual([])
    navigate('/settings')
    await expect.element(page.getByRole('button', { name: language === 'en' ? 'Set a PIN' : '设 PIN' })).toBeVisible()
    expect(await barriers()).toEqual([])
  })
})
