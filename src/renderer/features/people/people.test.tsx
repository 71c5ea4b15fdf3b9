import { afterEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { fakeClient } from '../../ui/record/testing/fake-client.ts'
import { id, me, seededDb } from '../../ui/record/testing/seed.ts'
import { barriers, cleanUp, showScreen, type ShowOptions } from '../../ui/record/testing/show-screen.tsx'
import { routes, words } from './index.ts'
import { queries } from './queries.ts'

afterEach(cleanUp)

const fang = `/people/${id('fang')}`
const press = (keys: string) => userEvent.keyboard(keys)
const edit = (label: string) => page.getByTitle(`Edit ${label} (E)`)

async function show(options: ShowOptions, db = seededDb()) {
  await page.viewport(1264, 852)
  const client = fakeClient(db, queries as never)
  const screen = await showScreen(routes, { people: words }, options)
  await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible()
  return { ...screen, db, client, last: () => client.writes.at(-1)! }
}

describe.each(['zh-CN', 'en'] as const)('%s', (language) => {
  test.each(['light', 'dark'] as const)('%s has no barrier', async (mode) => {
    for (const path of [fang, `/people/${id('liang')}`]) {
      await show({ path, language, mode })
      expect(await barriers()).toEqual([])
    }
  })
})

test('both languages have the same words', () => expect(Object.keys(words.en)).toEqual(Object.keys(words.zh)))

test('one person at a glance: post, company, birthday ahead, how to reach them', async () => {
  await show({ path: fang, language: 'en' })
  await expect.element(page.getByText('Birthday in 6 days (20 Sep)')).toBeVisible()
  await expect
    .element(page.getByRole('link', { name: 'Call 139 0000 0001' }))
    .toHaveAttribute('href', 'tel:+8613900000001')
  await expect.element(page.getByText('since Apr 2019', { exact: false })).toBeVisible()
})

test('only the changed field is written, numbers in their stored form', async () => {
  const { last } = await show({ path: fang, language: 'en' })
  await page
    .getByRole('button', { name: /Add 5 empty facts/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Work phone' }).click()
  await userEvent.fill(page.getByRole('textbox', { name: 'Work phone' }), '55500143')
  await press('{Enter}')
  await expect.element(page.getByText(/has no area code/)).toBeVisible()
  await userEvent.fill(page.getByRole('textbox', { name: 'Work phone' }), '0510-5550 0143 转 8')
  await press('{Enter}')
  await expect.element(edit('Work phone')).toHaveTextContent('0510-5550-0143 ext. 8')
  expect(last()).toEqual([
    { kind: 'edit', type: 'person', id: id('fang'), values: { workPhone: '+8651055500143;ext=8' } }
  ])
})

describe('what is private', () => {
  test('is written into its own record', async () => {
    const { last } = await show({ path: fang, language: 'en' })
    await edit('Gift policy').click()
    await page.getByText('None', { exact: true }).click()
    await vi.waitFor(() =>
      expect(last()).toEqual([{ kind: 'edit', type: 'person:private', id: id('fang'), values: { giftPolicy: 'none' } }])
    )
  })
  test('is a dash and who may see it for others', async () => {
    const db = seededDb({ me: { ...me, roles: ['MKT'] }, mayEdit: (type) => type !== 'person:private' })
    db.write([{ kind: 'delete', type: 'person:private', id: id('fang') }])
    await show({ path: fang, language: 'en' }, db)
    await expect.element(page.getByText('May see: sales rep, sales manager, desk, service, executives')).toBeVisible()
    expect(page.getByText('Next birthday').query()).toBeNull()
  })
  test('is empty, not closed, for who may begin it', async () => {
    await show({ path: `/people/${id('shao')}`, language: 'en' })
    await expect.element(page.getByRole('heading', { name: 'Private' })).toBeVisible()
    expect(page.getByText(/May see/).query()).toBeNull()
  })
})

test('leaving asks since when and who follows, and ends the posting', async () => {
  const { last } = await show({ path: fang, language: 'en' })
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Leave…' }).click()
  await userEvent.fill(page.getByRole('textbox', { name: 'Left on' }), '9-10')
  await press('{Control>}{Enter}{/Control}')
  await expect.element(page.getByText('No longer in post; successor unknown')).toBeVisible()
  expect(last()).toEqual([
    { kind: 'edit', type: 'person', id: id('fang'), values: { leftAt: '2026-09-10' }, step: { event: 'leave' } },
    { kind: 'edit', type: 'posting', id: id('post1'), values: { to: '2026-09-10' } }
  ])
  await page.getByRole('button', { name: /Undo/ }).click()
  await expect.element(page.getByText('Birthday in 6 days (20 Sep)')).toBeVisible()
})

test('C records a contact with this person', async () => {
  const { last } = await show({ path: fang, language: 'en' })
  await press('c')
  await userEvent.fill(page.getByRole('textbox', { name: 'Content' }), 'asked about the holiday stock')
  await press('{Control>}{Enter}{/Control}')
  await expect.element(page.getByText('asked about the holiday stock')).toBeVisible()
  expect(last()).toMatchObject([
    {
      type: 'interaction',
      values: { personIds: [id('fang')], accountId: id('lanyu'), userIds: [me.id], department: 'sales' }
    }
  ])
})

test('deleting goes back to the company', async () => {
  const screen = await show({ path: fang, language: 'en' })
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Delete person' }).click()
  await vi.waitFor(() => expect(screen.path()).toBe(`/accounts/${id('lanyu')}/people`))
})

test('deleted by a colleague: a calm notice, and what was typed is kept', async () => {
  const { db, client } = await show({ path: fang, language: 'en' })
  await edit('Job title').click()
  await userEvent.fill(page.getByRole('textbox', { name: 'Job title' }), 'GM and chair')
  db.write([{ kind: 'delete', type: 'person', id: id('fang') }])
  await expect.element(page.getByText('Lan Fang is no longer among your people')).toBeVisible()
  await press('{Enter}')
  await expect.element(page.getByText(/nothing was written/)).toBeVisible()
  await expect.element(page.getByRole('textbox', { name: 'Job title' })).toHaveValue('GM and chair')
  expect(client.writes).toEqual([])
})
