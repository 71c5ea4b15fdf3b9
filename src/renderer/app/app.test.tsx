import { errors } from '@fieldfile/protocol'
import { changeLanguage } from 'i18next'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { write } from '../client/index.ts'
import { barriers, startApp, type Running } from './testing/start-app.tsx'
import { FakeBridge, session } from './testing/fake-bridge.ts'

let running: Running | undefined
afterEach(async () => {
  await running?.end()
  running = undefined
})

async function open(setUp: (bridge: FakeBridge) => void = () => {}, path = '/settings') {
  await page.viewport(1440, 900)
  const bridge = new FakeBridge()
  bridge.settings = { ...bridge.settings, language: 'en', theme: 'light' }
  bridge.session = session
  setUp(bridge)
  running = await startApp(bridge, path)
  return bridge
}
const signedOut = (bridge: FakeBridge) => {
  bridge.session = null
}
const button = (name: string | RegExp) => page.getByRole('button', { name })
const press = (target: Element, key: string, more: KeyboardEventInit = {}) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))

describe('sign-in', () => {
  test('asks for what is missing beside the field', async () => {
    const bridge = await open((b) => {
      signedOut(b)
      b.settings.server = ''
    })
    await button('Sign in').click()
    await expect.element(page.getByText('Enter the server address', { exact: false })).toBeVisible()
    await expect.element(page.getByText('Enter your name')).toBeVisible()
    expect(bridge.log).not.toContain('session.signIn')
    await expect.element(page.getByLabelText('Server address')).toHaveFocus()
  })

  test('a wrong password is said beside the password, in the language of the person', async () => {
    await open((b) => {
      signedOut(b)
      b.calls['session.signIn'] = () => ({ ok: false, error: { code: 'BAD_CREDENTIALS' } })
    })
    await userEvent.fill(page.getByLabelText('Name'), 'tang.yue')
    await userEvent.fill(page.getByLabelText('Password', { exact: true }), 'wrong')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText(errors.BAD_CREDENTIALS.en)).toBeVisible()
    await expect.element(page.getByLabelText('Password', { exact: true })).toHaveAttribute('aria-invalid', 'true')
    await button('中文').click()
    await expect.element(page.getByRole('button', { name: /登\s*录/ })).toBeVisible()
  })

  test('the Enter of an input method chooses a word and does not sign in', async () => {
    const bridge = await open(signedOut)
    await userEvent.fill(page.getByLabelText('Name'), 'tang')
    await userEvent.fill(page.getByLabelText('Password', { exact: true }), 'x')
    const input = page.getByLabelText('Name').element()
    press(input, 'Enter', { isComposing: true })
    press(input, 'Process', { keyCode: 229 })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(bridge.log).not.toContain('session.signIn')
    press(input, 'Enter')
    await vi.waitFor(() => expect(bridge.log).toContain('session.signIn'))
  })

  test('the password can be shown', async () => {
    await open(signedOut)
    const password = page.getByLabelText('Password', { exact: true })
    await expect.element(password).toHaveAttribute('type', 'password')
    await button('Show password').click()
    await expect.element(password).toHaveAttribute('type', 'text')
  })

  test('a demo says whom to sign in as, and fills it in', async () => {
    await open((b) => {
      signedOut(b)
      b.calls['app.info'] = () => ({
        version: '0.1.0',
        platform: 'linux',
        electron: '',
        standIn: true,
        demo: 'this week'
      })
    })
    await button(/xu\.ning/).click()
    await expect.element(page.getByLabelText('Name')).toHaveValue('xu.ning')
    await expect.element(page.getByLabelText('Password', { exact: true })).toHaveValue('qilan-demo')
  })

  test('a captive portal offers the browser', async () => {
    const bridge = await open((b) => {
      signedOut(b)
      b.calls['session.signIn'] = () => ({ ok: false, error: { code: 'CAPTIVE_PORTAL' } })
    })
    await userEvent.fill(page.getByLabelText('Name'), 'tang.yue')
    await userEvent.fill(page.getByLabelText('Password', { exact: true }), 'x')
    await button('Sign in').click()
    await button('Open a browser to sign in to the network').click()
    expect(bridge.log).toContain('shell.open')
  })

  test('signing in opens the shell, and the store syncs', async () => {
    await open(signedOut)
    await userEvent.fill(page.getByLabelText('Name'), 'tang.yue')
    await userEvent.fill(page.getByLabelText('Password', { exact: true }), 'right')
    await button('Sign in').click()
    await expect.element(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible()
    await expect.element(button(/^Synced/)).toBeVisible()
  })
})

describe('shell', () => {
  test('the language switch writes the settings and applies at once', async () => {
    const bridge = await open()
    await expect.element(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
    await button('中').click()
    await expect.element(page.getByRole('heading', { level: 1, name: '设置' })).toBeVisible()
    expect(bridge.settings.language).toBe('zh-CN')
    expect(document.documentElement.lang).toBe('zh-CN')
  })

  test('theme and density follow the settings', async () => {
    const bridge = await open((b) => {
      b.settings.density = 'desk'
    })
    await expect.element(page.getByRole('radio', { name: 'Dark' })).toBeVisible()
    await page.getByRole('radio', { name: 'Dark' }).click()
    await vi.waitFor(() => expect(document.documentElement.dataset['theme']).toBe('dark'))
    await page.getByRole('radio', { name: 'Touch' }).click()
    await vi.waitFor(() => expect(document.documentElement.dataset['density']).toBe('touch'))
    expect(bridge.settings).toMatchObject({ theme: 'dark', density: 'touch' })
  })

  test('back and forward by key; an unknown path has a way back', async () => {
    await open(undefined, '/nowhere/at/all')
    await expect.element(page.getByRole('heading', { level: 1, name: 'There is no such page' })).toBeVisible()
    await page.getByRole('link', { name: 'Settings' }).click()
    await expect.element(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
    press(document.body, 'ArrowLeft', { altKey: true })
    await expect.element(page.getByRole('heading', { level: 1, name: 'There is no such page' })).toBeVisible()
    press(document.body, 'ArrowRight', { altKey: true })
    await expect.element(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
  })

  test('a link to a record that is not here says so', async () => {
    await open(undefined, '/record/01990000-0000-7000-8000-00000000ffff')
    await expect.element(page.getByRole('heading', { level: 1, name: 'This record was not found' })).toBeVisible()
  })

  test('the session ended: a line with the way to sign in, what is unsent stays', async () => {
    const bridge = await open()
    await expect.element(button(/^Synced/)).toBeVisible()
    bridge.emit('session.ended', { code: 'SESSION_REVOKED' })
    await expect.element(page.getByText(errors.SESSION_REVOKED.en)).toBeVisible()
    await button('Sign in again').click()
    await userEvent.fill(page.getByLabelText('Password', { exact: true }), 'right')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText(errors.SESSION_REVOKED.en)).not.toBeInTheDocument()
  })

  test('signing out with unsent work says that it is kept, before and after', async () => {
    const bridge = await open((b) => {
      b.put('account', '01990000-0000-7000-8000-0000000000a1', {
        name: 'Lanyu',
        customerNature: 'endUser',
        ownerUserId: session.user.id
      })
    })
    await expect.element(button(/^Synced/)).toBeVisible()
    bridge.setNet({ phase: 'offline' })
    await write({ type: 'account', id: '01990000-0000-7000-8000-0000000000a1', kind: 'edit', values: { address: 'x' } })
    await button(/^Offline · .* · 1 waiting/).click()
    await button(/唐岳/).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await expect.element(page.getByRole('dialog').getByText(/1 change is not sent yet/)).toBeVisible()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
    await expect.element(page.getByText(/1 unsent change stays on this computer/)).toBeVisible()
    // The same person comes back at once: the change is still there.
    await userEvent.fill(page.getByLabelText('Name'), 'tang.yue')
    await userEvent.fill(page.getByLabelText('Password', { exact: true }), 'right')
    await userEvent.keyboard('{Enter}')
    await expect.element(button(/1 waiting/)).toBeVisible()
  })

  test('a sign-in that is not kept is said once', async () => {
    await open((b) => {
      b.session = { ...session, remembered: false }
    })
    await expect.element(page.getByRole('alert').getByText(errors.KEYCHAIN_PLAIN.en)).toBeVisible()
    await button('Got it').click()
    await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
  })

  test('being offline is said by the badge, not by a line', async () => {
    const bridge = await open()
    await expect.element(button(/^Synced/)).toBeVisible()
    bridge.setNet({ phase: 'offline' })
    await expect.element(button(/^Offline/)).toBeVisible()
    await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
    bridge.setNet({ phase: 'blocked', code: 'CAPTIVE_PORTAL' })
    await expect.element(page.getByText(errors.CAPTIVE_PORTAL.en)).toBeVisible()
    await expect.element(button(/network wants a sign-in/)).toBeVisible()
  })

  test('? lists the keys', async () => {
    await open()
    await expect.element(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
    press(document.body, '?')
    await expect.element(page.getByRole('dialog').getByText('Search and commands')).toBeVisible()
  })
})

describe('palette', () => {
  const account = '01990000-0000-7000-8000-0000000000a1'
  const filled = (b: FakeBridge) => {
    b.put('account', account, { name: '岚屿化工', nameEn: 'Lanyu Chemical', city: '无锡', customerNature: 'endUser' })
  }
  test.each(['lanyu', 'lyhg', '岚屿', 'Lanyu Ch'])('finds a company by %s', async (text) => {
    await open(filled)
    await expect.element(button(/^Synced/)).toBeVisible()
    press(document.body, 'k', { ctrlKey: true })
    await userEvent.fill(page.getByRole('combobox'), text)
    await expect.element(page.getByRole('option', { name: /^Lanyu Chemical/ })).toBeVisible()
  })
  test('goes where a command says', async () => {
    await open()
    await expect.element(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
    press(document.body, 'k', { ctrlKey: true })
    await userEvent.fill(page.getByRole('combobox'), 'tongbu')
    await expect.element(page.getByRole('option', { name: 'Sync', exact: true })).toBeVisible()
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByRole('heading', { level: 1, name: 'Sync' })).toBeVisible()
  })
})

describe.each(['zh-CN', 'en'] as const)('no barrier, %s', (language) => {
  test.each(['light', 'dark'] as const)('%s', async (theme) => {
    const bridge = await open((b) => {
      b.session = null
      b.settings = { ...b.settings, language, theme }
      b.calls['app.info'] = () => ({
        version: '0.1.0',
        platform: 'linux',
        electron: '',
        standIn: true,
        demo: 'this week'
      })
    })
    await changeLanguage(language)
    await expect.element(page.getByRole('main')).toBeVisible()
    expect(await barriers()).toEqual([])
    await running?.end()
    bridge.session = { ...session, remembered: false }
    running = await startApp(bridge, '/settings')
    await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible()
    expect(await barriers()).toEqual([])
  })
})
