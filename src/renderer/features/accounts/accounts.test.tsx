import { afterEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { fakeClient } from '../../ui/record/testing/fake-client.ts'
import { id, me, seededDb } from '../../ui/record/testing/seed.ts'
import { barriers, cleanUp, showScreen, type ShowOptions } from '../../ui/record/testing/show-screen.tsx'
import { routes, words } from './index.ts'
import { useListState } from './list-state.ts'
import { queries } from './queries.ts'

afterEach(() => {
  cleanUp()
  useListState.setState({ view: 'all', text: '', peek: null })
})

const lanyu = `/accounts/${id('lanyu')}`

async function show(options: ShowOptions, db = seededDb()) {
  await page.viewport(1264, 852)
  const client = fakeClient(db, queries as never)
  const screen = await showScreen(routes, { accounts: words }, options)
  await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible()
  return { ...screen, db, client, last: () => client.writes.at(-1)! }
}
const table = () => page.getByRole('group', { name: 'Accounts' }).element() as HTMLElement
const press = (keys: string) => userEvent.keyboard(keys)

describe.each(['zh-CN', 'en'] as const)('%s', (language) => {
  describe.each(['light', 'dark'] as const)('%s', (mode) => {
    test.each([
      '/accounts',
      lanyu,
      `${lanyu}/people`,
      `${lanyu}/sites`,
      `${lanyu}/timeline`,
      `${lanyu}/tasks`,
      `${lanyu}/file`
    ])('%s has no barrier', async (path) => {
      await show({ path, language, mode })
      expect(await barriers()).toEqual([])
    })
  })
})

test('both languages have the same words', () => {
  expect(Object.keys(words.en).filter((key) => !key.endsWith('_one'))).toEqual(Object.keys(words.zh))
})

describe('the list', () => {
  test('↑↓ move, Enter opens, Space looks and follows', async () => {
    const screen = await show({ path: '/accounts', language: 'en' })
    table().focus()
    await press('{ArrowDown} ')
    const peek = page.getByRole('heading', { level: 2 })
    await expect.element(peek).toHaveTextContent('Lanyu Chemical')
    await press('{ArrowDown}')
    await expect.element(peek).toHaveTextContent('Shuohe Heavy Machinery')
    await press(' ')
    await vi.waitFor(() => expect(peek.query()).toBeNull())
    await press('{ArrowUp}{Enter}')
    expect(screen.path()).toBe(lanyu)
  })

  test('/ filters by name, person or phone; Enter opens the first, ↓ goes into the rows', async () => {
    const screen = await show({ path: '/accounts', language: 'en' })
    await press('/')
    const filter = page.getByRole('textbox', { name: 'Company, person, phone, pinyin' })
    expect(document.activeElement).toBe(filter.element())
    await userEvent.fill(filter, 'Tieyan')
    await expect.element(page.getByText('1 of 6')).toBeVisible()
    await press('{ArrowDown}')
    expect(document.activeElement).toBe(table())
    await press('{Enter}')
    expect(screen.path()).toBe(lanyu)
  })

  test('views narrow, an empty one says how to get back', async () => {
    await show({ path: '/accounts', language: 'en' })
    await page.getByText('Prospects').click()
    await expect.element(page.getByText('1 of 6')).toBeVisible()
    await press('/')
    await userEvent.fill(page.getByRole('textbox', { name: 'Company, person, phone, pinyin' }), 'Lanyu')
    await expect.element(page.getByText('No accounts in this view')).toBeVisible()
    await page.getByRole('button', { name: 'Show all' }).click()
    await expect.element(page.getByRole('status').getByText('of 6')).not.toBeInTheDocument()
  })

  test('no customers yet: what to do', async () => {
    const db = seededDb()
    db.write(
      db
        .read()
        .all('account')
        .map((rec) => ({ kind: 'delete' as const, type: 'account', id: rec.id }))
    )
    await show({ path: '/accounts', language: 'en' }, db)
    await expect.element(page.getByText('Press N to add one, or import a file.')).toBeVisible()
    expect(await barriers()).toEqual([])
  })

  test('who holds no customers is looked up for while typing', async () => {
    const { client } = await show({ path: '/accounts', language: 'en' }, seededDb({ me: { ...me, roles: ['CC'] } }))
    await press('/')
    await userEvent.fill(page.getByRole('textbox', { name: 'Company, person, phone, pinyin' }), 'Yunli')
    await expect.element(page.getByText('Not found on the server either')).toBeVisible()
    expect(client.lookups).toEqual([{ type: 'account', q: 'Yunli', limit: 100 }])
  })

  test('3,000 customers keep few rows on the page', async () => {
    const db = seededDb()
    db.seed(
      Array.from({ length: 3000 }, (_, n) => ({
        type: 'account',
        id: id(`a${n}`),
        body: { name: `客户 ${n}`, lifecycleStatus: 'active' }
      }))
    )
    await show({ path: '/accounts', language: 'en' }, db)
    await expect.element(page.getByText(/^3006 accounts/)).toBeVisible()
    expect(document.querySelectorAll('.ant-table-row').length).toBeLessThan(60)
    table().focus()
    await press('{End}')
    await expect.element(page.getByText('客户 2999').first()).toBeVisible()
  })
})
const textField = (name: string) => page.getByRole('textbox', { name })

describe('a new customer', () => {
  test('N asks five things; a wrong code says what is wrong; the rest is decided by role', async () => {
    const screen = await show(
      { path: '/accounts', language: 'en' },
      seededDb({ me: { ...me, id: id('tang'), roles: ['REP'] } })
    )
    await press('n')
    await expect.element(page.getByText('Owner Yue Tang · territory South Jiangsu 1')).toBeVisible()
    await userEvent.fill(textField('Name'), 'Qingtan Valves')
    await userEvent.fill(textField('Unified social credit code'), '91350100m000100y44')
    await press('{Enter}')
    await expect
      .element(page.getByRole('alert'))
      .toHaveTextContent('The last character should be 3 by the first 17. Compare all 18')
    await userEvent.fill(textField('Unified social credit code'), '91350100m000100y43')
    await page.getByRole('combobox', { name: 'Phones' }).click()
    await press('0510-5550 0142{Enter}')
    expect(await barriers()).toEqual([])
    await press('{Control>}{Enter}{/Control}')
    await vi.waitFor(() => expect(screen.client.writes).toHaveLength(1))
    expect(screen.last()).toMatchObject([
      {
        kind: 'create',
        type: 'account',
        values: {
          name: 'Qingtan Valves',
          uscc: '91350100M000100Y43',
          phones: ['+8651055500142'],
          ownerUserId: id('tang'),
          territoryId: id('p1')
        },
        step: { event: 'register', args: { to: 'prospect' } }
      }
    ])
    await vi.waitFor(() => expect(screen.path()).toMatch(/^\/accounts\/[0-9a-f-]{36}$/))
  })

  test('says if it may be here already', async () => {
    await show({ path: '/accounts', language: 'en' })
    await press('n')
    await userEvent.fill(textField('Name'), 'Yunli')
    await expect.element(page.getByText(/^It may be here already:/)).toBeVisible()
    await expect.element(page.getByRole('link', { name: 'Yunli Paper' })).toBeVisible()
  })
})
const edit = (label: string) => page.getByTitle(`Edit ${label} (E)`)

describe('the file', () => {
  test('only the changed field is written; undo takes it back', async () => {
    const { last } = await show({ path: lanyu, language: 'en' })
    await edit('Business goals').click()
    await userEvent.fill(page.getByRole('textbox', { name: 'Business goals' }), 'Energy −10 %')
    await press('{Control>}{Enter}{/Control}')
    await expect.element(edit('Business goals')).toHaveTextContent('Energy −10 %')
    expect(last()).toEqual([
      {
        kind: 'edit',
        type: 'account',
        id: id('lanyu'),
        values: { businessGoals: 'Energy −10 %' },
        was: { businessGoals: '2027 年能耗 −8 %' }
      }
    ])
    await page.getByRole('button', { name: /Undo/ }).click()
    await expect.element(edit('Business goals')).toHaveTextContent('2027 年能耗 −8 %')
  })

  test('a refused value stays in the editor with the reason', async () => {
    const { client } = await show({ path: lanyu, language: 'en' })
    client.refuseNext('FIELD_FORBIDDEN', 'businessGoals')
    await edit('Business goals').click()
    await userEvent.fill(page.getByRole('textbox', { name: 'Business goals' }), 'mine')
    await press('{Control>}{Enter}{/Control}')
    await expect.element(page.getByText(/^Your role may not change this field/)).toBeVisible()
    await expect.element(page.getByRole('textbox', { name: 'Business goals' })).toHaveValue('mine')
  })

  test('owner and territory say who may change them', async () => {
    const db = seededDb({ mayEdit: (_, field) => field !== 'ownerUserId' })
    await show({ path: lanyu, language: 'en' }, db)
    await expect.element(page.getByText(/May change: .*sales manager/).first()).toBeVisible()
    expect(edit('Owner').query()).toBeNull()
  })

  test('deleting goes back to the list and can be undone', async () => {
    const screen = await show({ path: lanyu, language: 'en' })
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Delete account' }).click()
    await vi.waitFor(() => expect(screen.path()).toBe('/accounts'))
    await expect.element(page.getByText('Lanyu Chemical deleted')).toBeVisible()
    await page.getByRole('button', { name: /Undo/ }).click()
    await expect.element(page.getByText(/^6 accounts/)).toBeVisible()
  })

  test('deleted by a colleague: a calm notice, the way back, and what was typed is kept', async () => {
    const { db, client, path } = await show({ path: lanyu, language: 'en' })
    await edit('Business goals').click()
    await userEvent.fill(page.getByRole('textbox', { name: 'Business goals' }), 'half a sentence')
    db.write([{ kind: 'delete', type: 'account', id: id('lanyu') }])
    await expect.element(page.getByText('Lanyu Chemical is no longer among your accounts')).toBeVisible()
    await expect.element(page.getByRole('textbox', { name: 'Business goals' })).toHaveValue('half a sentence')
    await press('{Control>}{Enter}{/Control}')
    await expect.element(page.getByText(/nothing was written/)).toBeVisible()
    expect(client.writes).toEqual([])
    expect(await barriers()).toEqual([])
    await page.getByRole('button', { name: 'Back to accounts' }).click()
    expect(path()).toBe('/accounts')
  })

  test('a step of the life cycle that needs a reason asks for it', async () => {
    const { last } = await show({ path: lanyu, language: 'en' })
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Mark lost…' }).click()
    const step = page.getByRole('dialog').getByRole('button', { name: 'Mark lost' })
    await step.click()
    await expect.element(page.getByText(/^Enter the reason/)).toBeVisible()
    await userEvent.fill(page.getByRole('textbox', { name: 'Reason' }), 'moved production abroad')
    await step.click()
    await expect.element(page.getByText('Lanyu Chemical: Mark lost')).toBeVisible()
    expect(last()).toEqual([
      { kind: 'edit', type: 'account', id: id('lanyu'), step: { event: 'lose', reason: 'moved production abroad' } }
    ])
  })

  test('steps follow role and state: a desk user may not retire a customer', async () => {
    await show({ path: lanyu, language: 'en' })
    await page.getByRole('button', { name: 'More' }).click()
    await expect.element(page.getByRole('menuitem', { name: 'Mark dormant' })).toBeVisible()
    expect(page.getByRole('menuitem', { name: /Retire/ }).query()).toBeNull()
    expect(page.getByRole('menuitem', { name: /Win back/ }).query()).toBeNull()
  })

  test('a visit is planned from here', async () => {
    const screen = await show({ path: lanyu, language: 'en' })
    await page.getByRole('button', { name: 'Plan visit' }).click()
    expect(screen.path()).toBe(`/planner?account=${id('lanyu')}`)
  })

  test('an address that leads nowhere says so', async () => {
    await show({ path: '/accounts', language: 'en' })
    const screen = await showScreen(routes, { accounts: words }, { path: `/accounts/${id('nobody')}`, language: 'en' })
    await expect.element(page.getByText('This account is not here')).toBeVisible()
    await page.getByRole('button', { name: 'Back to accounts' }).click()
    expect(screen.path()).toBe('/accounts')
  })
})
const timelineRows = () => document.querySelectorAll('ol[aria-label=Timeline] > li').length

describe('people, sites, timeline, tasks', () => {
  test('a vacant post is filled: name and post suffice, the posting comes with it', async () => {
    const { last } = await show({ path: `${lanyu}/people`, language: 'en' })
    await page.getByRole('button', { name: 'Add Chairman' }).click()
    await userEvent.fill(page.getByRole('textbox', { name: 'Full name' }), '骆承屿')
    await press('{Control>}{Enter}{/Control}')
    await expect.element(page.getByRole('link', { name: '骆承屿' })).toBeVisible()
    expect(page.getByRole('button', { name: 'Add Chairman' }).query()).toBeNull()
    const [person, posting] = last()
    expect(person).toMatchObject({
      type: 'person',
      values: { position: 'chairman', accountId: id('lanyu') },
      step: { event: 'register' }
    })
    expect(posting).toMatchObject({
      type: 'posting',
      values: { personId: person!.id, position: 'chairman', main: true }
    })
  })

  test('the successor asked for by the flag is tied to who left', async () => {
    const { last } = await show({ path: lanyu, language: 'en' })
    await page.getByRole('button', { name: 'Add successor' }).click()
    await userEvent.fill(page.getByRole('textbox', { name: 'Full name' }), '陶颖')
    await press('{Control>}{Enter}{/Control}')
    await expect.element(page.getByRole('button', { name: 'Add successor' })).not.toBeInTheDocument()
    expect(last()).toMatchObject([
      { type: 'person', values: { position: 'purchasingManager' } },
      { type: 'posting' },
      { kind: 'edit', id: id('liang'), values: { successorPersonId: last()[0]!.id } }
    ])
  })

  test('access rules are words with icons; a ban comes first', async () => {
    await show({ path: `${lanyu}/sites`, language: 'en' })
    const chips = page.getByRole('list', { name: 'Access' }).nth(1).element()
    expect([...chips.children].map((chip) => chip.textContent)).toEqual([
      'No devices, whole site',
      'No cameras',
      '48 h notice',
      'Identity card',
      'Helmet, Safety shoes',
      'Flame-resistant suit',
      'Induction, valid 365 d',
      'Host meets at the gate',
      'about 20 min at the gate'
    ])
    await expect.element(page.getByText('Tue 09:00–11:30 · 东门')).toBeVisible()
  })

  test('the timeline narrows to a department; C records a contact', async () => {
    const { last } = await show({ path: `${lanyu}/timeline`, language: 'en' })
    expect(timelineRows()).toBe(7)
    await page.getByText('Marketing', { exact: true }).first().click()
    expect(timelineRows()).toBe(1)
    await press('c')
    await userEvent.fill(page.getByRole('textbox', { name: 'Content' }), 'asked for the seal report')
    await press('{Control>}{Enter}{/Control}')
    await expect.element(page.getByText('Contact recorded')).toBeVisible()
    expect(last()).toMatchObject([
      {
        type: 'interaction',
        values: {
          accountId: id('lanyu'),
          channel: 'callOut',
          body: 'asked for the seal report',
          userIds: [me.id],
          department: 'sales'
        }
      }
    ])
  })

  test('Space ticks a task off, undo brings it back; ↓ moves on', async () => {
    const { last } = await show({ path: `${lanyu}/tasks`, language: 'en' })
    const box = page.getByRole('checkbox', { name: '给选型报告' })
    ;(box.element() as HTMLElement).focus()
    await press(' ')
    await expect.element(page.getByText('Done: 给选型报告')).toBeVisible()
    expect(last()).toEqual([{ kind: 'edit', type: 'task', id: id('task1'), step: { event: 'complete' } }])
    await vi.waitFor(() => expect(box.query()).toBeNull())
    await page.getByRole('button', { name: /Undo/ }).click()
    await expect.element(box).toBeVisible()
  })

  test('a task is added in one line; a date that is none says what to enter', async () => {
    const { last } = await show({ path: `${lanyu}/tasks`, language: 'en' })
    await userEvent.fill(page.getByRole('textbox', { name: 'What is to be done' }), 'Send samples')
    await userEvent.fill(page.getByRole('textbox', { name: /^Due/ }), 'soonish')
    await press('{Enter}')
    await expect.element(page.getByText(/^Enter a date, e.g. 9-18/)).toBeVisible()
    await userEvent.fill(page.getByRole('textbox', { name: /^Due/ }), '9-18 15:00')
    await press('{Enter}')
    await expect.element(page.getByRole('checkbox', { name: 'Send samples' })).toBeVisible()
    expect(last()).toMatchObject([
      {
        type: 'task',
        values: {
          title: 'Send samples',
          dueAt: { at: '2026-09-18T07:00:00.000Z', zone: 'Asia/Shanghai' },
          assigneeUserId: me.id
        },
        step: { event: 'open' }
      }
    ])
  })
})
