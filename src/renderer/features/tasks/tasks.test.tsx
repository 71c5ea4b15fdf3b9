import { afterEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { fakeClient } from '../../ui/record/testing/fake-client.ts'
import { id, me, seededDb } from '../../ui/record/testing/seed.ts'
import { barriers, cleanUp, showScreen, type ShowOptions } from '../../ui/record/testing/show-screen.tsx'
import { routes, words } from './index.ts'
import { queries } from './queries.ts'

afterEach(cleanUp)

async function show(options: Partial<ShowOptions> = {}, db = seededDb()) {
  await page.viewport(1264, 852)
  const client = fakeClient(db, queries as never)
  const screen = await showScreen(routes, { tasks: words }, { path: '/tasks', language: 'en', ...options })
  await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible()
  return { ...screen, client }
}
const box = (name: string) => page.getByRole('checkbox', { name })

describe.each(['zh-CN', 'en'] as const)('%s', (language) => {
  test.each(['light', 'dark'] as const)('%s has no barrier', async (mode) => {
    await show({ language, mode })
    await expect.element(box('国庆备货回执')).toBeVisible()
    expect(await barriers()).toEqual([])
  })
})

test('mine first, all on request, the late on top', async () => {
  await show()
  await expect.element(box('国庆备货回执')).toBeVisible()
  expect(box('给选型报告').query()).toBeNull()
  await page.getByText('All', { exact: true }).click()
  const titles = [...document.querySelectorAll('h2')].map((title) => title.textContent)
  expect(titles).toEqual(['Late', 'Today', 'Within 7 days'])
  await expect.element(page.getByText('3 d late')).toBeVisible()
})

test('Space ticks off, undo brings back, Enter opens the customer', async () => {
  const { client, path } = await show()
  await expect.element(box('国庆备货回执')).toBeVisible()
  const focus = () => (box('国庆备货回执').element() as HTMLElement).focus()
  focus()
  await userEvent.keyboard(' ')
  await vi.waitFor(() =>
    expect(client.writes).toEqual([[{ kind: 'edit', type: 'task', id: id('task2'), step: { event: 'complete' } }]])
  )
  await expect.element(page.getByText('You have no open tasks')).toBeVisible()
  await page.getByRole('button', { name: /Undo/ }).click()
  await expect.element(box('国庆备货回执')).toBeVisible()
  focus()
  await userEvent.keyboard('{Enter}')
  expect(path()).toBe(`/accounts/${id('lanyu')}/tasks`)
})

test('a snoozed task stays away until its time', async () => {
  const db = seededDb()
  const snoozeUntil = { at: '2026-09-15T00:00:00.000Z', zone: me.zone }
  db.write([{ kind: 'edit', type: 'task', id: id('task2'), values: { snoozeUntil } }])
  await show({}, db)
  await expect.element(page.getByText('You have no open tasks')).toBeVisible()
})
