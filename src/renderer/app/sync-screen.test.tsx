import { errors } from '@fieldfile/protocol'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { undoLast } from '../ui/testing/undo-last.ts'
import { write } from '../client/index.ts'
import { FakeBridge, deviceId, session, userId } from './testing/fake-bridge.ts'
import { barriers, startApp, type Running } from './testing/start-app.tsx'

const account = '01990000-0000-7000-8000-0000000000a1'
const conflict = '01990000-0000-7000-8000-0000000000c1'
const colleague = '01990000-0000-7000-8000-00000000bbbb'
const hlc = (at: number, device: string) => `${at.toString(16).padStart(12, '0')}-0000-${device}`

let running: Running | undefined
afterEach(async () => {
  await running?.end()
  running = undefined
})

function world(bridge: FakeBridge): void {
  const now = Date.now()
  bridge.put('user', userId, { name: '唐岳', nameEn: 'Yue Tang', roles: ['REP'] })
  bridge.put('user', colleague, { name: '许宁', nameEn: 'Ning Xu', roles: ['DSK'] })
  bridge.put('account', account, {
    name: '岚屿化工',
    customerNature: 'endUser',
    ownerUserId: userId,
    businessGoals: 'Energy −8 % by 2027; two more lines in plant 3'
  })
  bridge.put('conflict', conflict, {
    accountId: account,
    recordType: 'account',
    recordId: account,
    field: 'businessGoals',
    reason: 'concurrent',
    winner: 'Energy −8 % by 2027; two more lines in plant 3',
    loser: 'Energy −6 % by 2027; group target from annual report',
    original: 'Energy by 2027',
    winnerBy: { user: userId, hlc: hlc(now - 3_600_000, deviceId), device: deviceId },
    loserBy: { user: colleague, hlc: hlc(now - 7_200_000, colleague), device: colleague },
    authorUserId: colleague,
    winnerUserId: userId,
    state: 'open',
    events: [
      { id: conflict, event: 'open', at: { at: new Date(now).toISOString(), zone: 'UTC' }, hlc: hlc(now, deviceId) }
    ]
  })
}

async function open(setUp: (bridge: FakeBridge) => void = () => {}, language: 'zh-CN' | 'en' = 'en') {
  await page.viewport(1440, 900)
  const bridge = new FakeBridge()
  bridge.settings = { ...bridge.settings, language, theme: 'light' }
  bridge.session = session
  world(bridge)
  setUp(bridge)
  running = await startApp(bridge, '/sync')
  return bridge
}
const press = (key: string) =>
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
const goals = (bridge: FakeBridge) => bridge.row(account)?.body['businessGoals']
const state = (bridge: FakeBridge) => bridge.row(conflict)?.body['state']

describe('to decide', () => {
  test('both values, who set them and where', async () => {
    await open()
    await expect.element(page.getByText('Conflict 1 of 1')).toBeVisible()
    await expect.element(page.getByText('on this computer', { exact: true })).toBeVisible()
    await expect.element(page.getByText('Ning Xu')).toBeVisible()
    await expect.element(page.getByText('Yue Tang (you)')).toBeVisible()
    expect(page.getByText('Energy −', { exact: false }).elements()).toHaveLength(2)
    const before = page.getByRole('region', { name: 'Before both edits' })
    await expect.element(before.getByText('Energy by 2027', { exact: true })).toBeVisible()
  })

  test('[I20] 2 uses the other value; undo brings the conflict back', async () => {
    const bridge = await open()
    await expect.element(page.getByText('Conflict 1 of 1')).toBeVisible()
    press('2')
    await vi.waitFor(() => expect(state(bridge)).toBe('restored'))
    expect(goals(bridge)).toMatch(/^Energy −6 %/)
    await expect.element(page.getByText('Nothing to decide')).toBeVisible()
    await undoLast()
    await expect.element(page.getByText('Conflict 1 of 1')).toBeVisible()
    await vi.waitFor(() => expect(goals(bridge)).toMatch(/^Energy −8 %/))
    expect(state(bridge)).toBe('open')
  })

  test('1 keeps the value in use', async () => {
    const bridge = await open()
    await expect.element(page.getByText('Conflict 1 of 1')).toBeVisible()
    press('1')
    await vi.waitFor(() => expect(state(bridge)).toBe('kept'))
    expect(goals(bridge)).toMatch(/^Energy −8 %/)
  })

  test('M writes a third; 1 and 2 are then letters of the text', async () => {
    const bridge = await open()
    await expect.element(page.getByText('Conflict 1 of 1')).toBeVisible()
    press('m')
    const text = page.getByRole('textbox', { name: 'Business goals, a third version' })
    await expect.element(text).toHaveFocus()
    await userEvent.fill(text, 'Energy −7 % 2')
    await userEvent.keyboard('1{Control>}{Enter}{/Control}')
    await vi.waitFor(() => expect(state(bridge)).toBe('merged'))
    expect(goals(bridge)).toBe('Energy −7 % 21')
  })
})

test('waiting: what is saved here, in plain words', async () => {
  const bridge = await open()
  await expect.element(page.getByText('Conflict 1 of 1')).toBeVisible()
  bridge.setNet({ phase: 'offline' })
  await write({ type: 'account', id: account, kind: 'edit', values: { address: '无锡 2 号' } })
  await page.getByRole('tab', { name: 'Waiting to send 1' }).click()
  await expect.element(page.getByText(/Account · edited · Address/)).toBeVisible()
  await expect.element(page.getByText('when online')).toBeVisible()
})

async function refused(code: string) {
  const bridge = await open((b) => {
    b.refuse = (op) => (op.fields['employeeCount'] || op.fields['address'] ? code : null)
  })
  await expect.element(page.getByText('Conflict 1 of 1')).toBeVisible()
  await write({ type: 'account', id: account, kind: 'edit', values: { employeeCount: 300 } })
  await page.getByRole('tab', { name: 'Refused 1' }).click()
  return bridge
}

describe('refused', () => {
  test('the reason, the value, and sending the corrected value again', async () => {
    const bridge = await refused('BAD_VALUE')
    await expect.element(page.getByText(errors.BAD_VALUE.en)).toBeVisible()
    bridge.refuse = () => null
    await page.getByTitle('Edit Employees (E)').click()
    await userEvent.fill(page.getByRole('textbox', { name: 'Employees' }), '310')
    await userEvent.keyboard('{Enter}')
    await vi.waitFor(() => expect(bridge.row(account)?.body['employeeCount']).toBe(310))
    await expect.element(page.getByText('Nothing was refused')).toBeVisible()
  })

  test('dropping it keeps the text on the clipboard and can be undone', async () => {
    const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    const bridge = await refused('FIELD_FORBIDDEN')
    await page.getByRole('button', { name: 'Drop' }).click()
    await expect.element(page.getByText('Nothing was refused')).toBeVisible()
    expect(copied).toHaveBeenCalledWith(expect.stringContaining('300'))
    bridge.refuse = () => null
    await undoLast()
    await vi.waitFor(() => expect(bridge.row(account)?.body['employeeCount']).toBe(300))
    copied.mockRestore()
  })
})

describe.each(['zh-CN', 'en'] as const)('no barrier, %s', (language) => {
  test.each(['light', 'dark'] as const)('%s', async (theme) => {
    await open((b) => {
      b.settings.theme = theme
      b.refuse = () => 'FIELD_FORBIDDEN'
    }, language)
    await expect.element(page.getByRole('heading', { level: 2 }).first()).toBeVisible()
    await write({ type: 'account', id: account, kind: 'edit', values: { employeeCount: 300 } })
    await expect.element(page.getByRole('tab', { name: /1$/ }).nth(1)).toBeVisible()
    expect(await barriers()).toEqual([])
  })
})
