import { afterEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { write } from '../../client/index.ts'
import { useToasts } from '../../ui/index.ts'
import { undoLast } from '../../ui/testing/undo-last.ts'
import { barriers, cleanUp, showScreen, type ShowOptions } from '../../ui/record/testing/show-screen.tsx'
import { clock } from './clock.ts'
import { routes, words } from './index.ts'
import { usePlanning } from './planning-store.ts'
import { queries } from './queries.ts'
import { at, company, event, id, li, now, plan, tang, visit, xu } from './testing/company.ts'
import { realClient, type Seed, type TestUser } from './testing/real-client.ts'

const started = Date.now()
afterEach(() => cleanUp())

async function show(options: ShowOptions, user: TestUser = tang, more: readonly Seed[] = []) {
  clock.now = () => now + Date.now() - started
  usePlanning.setState({ userId: null, monday: null, date: null })
  await page.viewport(1264, 852)
  const seeds = [...company.filter((seed) => !more.some((m) => m.id === seed.id)), ...more]
  const client = realClient(seeds, queries, user, { now: clock.now })
  const screen = await showScreen(routes as never, { visits: words }, options)
  await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible()
  return { ...screen, client, last: () => client.writes.at(-1)! }
}
const button = (name: string | RegExp) => page.getByRole('button', { name })
const block = (name: string) => page.getByRole('button', { name: new RegExp(`^${name}`) })
const press = (keys: string) => userEvent.keyboard(keys)
const english = (path: string): ShowOptions => ({ path, language: 'en' })
const v1 = `/visits/${id('v1')}`
const toast = () => useToasts.getState().toast?.text

describe.each(['zh-CN', 'en'] as const)('%s', (language) => {
  describe.each(['light', 'dark'] as const)('%s', (mode) => {
    test.each([
      ['/today', tang],
      ['/today', li],
      ['/planner', xu],
      [v1, tang],
      [`/visits/${id('v0')}`, tang],
      [`/visits/${id('vm')}`, li]
    ] as const)('%s has no barrier', async (path, user) => {
      await show({ path, language, mode }, user)
      expect(await barriers()).toEqual([])
    })

    test('the forms have no barrier', async () => {
      await show({ path: '/planner', language, mode }, xu)
      await press('n')
      await expect.element(page.getByRole('dialog')).toBeVisible()
      expect(await barriers()).toEqual([])
    })
  })
})

describe('today', () => {
  test('one tap checks in, and the toast takes it back', async () => {
    const screen = await show(english('/today'))
    await button('Check in').click()
    await vi.waitFor(() => expect(screen.path()).toBe(v1))
    await expect.element(button('Check out')).toBeVisible()
    expect(screen.last()[0]!.step).toMatchObject({ event: 'checkIn' })
    await undoLast()
    await expect.element(button('Check in')).toBeVisible()
    await expect.element(page.getByText('You took the visit back').first()).toBeVisible()
  })

  test('a tick closes a task; undo opens it again', async () => {
    await show(english('/today'))
    const box = page.getByRole('checkbox', { name: /国庆备货回执/ })
    await box.click()
    await vi.waitFor(() => expect(toast()).toBe('Done: 国庆备货回执'))
    await expect.element(box).toBeChecked()
    await undoLast()
    await expect.element(box).not.toBeChecked()
  })

  test('an empty day says when the next visit is', async () => {
    await show(english('/today'))
    await button('Day after').click()
    await expect.element(page.getByText('No visits on this day').first()).toBeVisible()
    await expect.element(page.getByText('The next one is on Thu 17 Sep.').first()).toBeVisible()
  })

  test('a manager sees everybody, by person', async () => {
    await show(english('/today'), li)
    await expect.element(page.getByRole('region', { name: 'Yue Tang' })).toBeVisible()
  })
})

const fire = (target: EventTarget, type: string, clientX: number, clientY: number) =>
  target.dispatchEvent(new PointerEvent(type, { bubbles: true, button: 0, pointerType: 'mouse', clientX, clientY }))
/** With the mouse, to noon of a day: five twelfths of the column from seven to nineteen. */
function drag(from: Element, date: string): void {
  const column = document.querySelector(`[data-day="${date}"]`)!.getBoundingClientRect()
  const start = from.getBoundingClientRect()
  const noon = column.top + (column.height * 5) / 12 + 2
  fire(from, 'pointerdown', start.left + 10, start.top + 2)
  fire(window, 'pointermove', column.left + 30, column.top + 60)
  fire(window, 'pointermove', column.left + 30, noon)
  fire(window, 'pointerup', column.left + 30, noon)
}

describe('the week', () => {
  test('planning without a mouse: N, a name in pinyin, Enter, Ctrl Enter', async () => {
    const screen = await show({ path: '/planner', language: 'zh-CN' }, xu)
    await press('n')
    await expect.element(page.getByRole('dialog')).toBeVisible()
    await press('tangyue')
    await expect.element(page.getByRole('option', { name: /棠越泵业/ }).first()).toBeInTheDocument()
    await press('{Enter}')
    await expect.element(page.getByRole('group', { name: '目的' })).toBeVisible()
    await vi.waitFor(() =>
      expect((document.querySelector('input[inputmode=numeric]') as HTMLInputElement).value).toBe('90')
    )
    await press('{Control>}{Enter}{/Control}')
    await vi.waitFor(() => expect(toast()).toBe('棠越泵业：已排 9月15日 周二 09:00'))
    expect(screen.last()[0]).toMatchObject({
      type: 'visit',
      values: { accountId: id('tangyu'), ownerUserId: tang.id, preparedBy: xu.id, preRegStatus: 'notNeeded' },
      step: { event: 'plan', args: { plannedStart: at('2026-09-15', '09:00'), durationMin: 90 } }
    })
    await undoLast()
    await vi.waitFor(() => expect(block('棠越泵业').query()).toBeNull())
  })

  test('Shift and arrows move a draft, Enter puts it there, undo brings it back', async () => {
    const screen = await show(english('/planner'))
    ;(block('Luheng Steel Wire').element() as HTMLElement).focus()
    await press('{Shift>}{ArrowDown}{ArrowDown}{ArrowLeft}{/Shift}')
    await expect
      .element(page.getByText('Luheng Steel Wire: Thu 17 Sep 15:00. Enter to move, Escape to leave it').first())
      .toBeVisible()
    expect(screen.client.writes).toHaveLength(0)
    await press('{Enter}')
    await vi.waitFor(() => expect(toast()).toBe('Luheng Steel Wire moved to Thu 17 Sep 15:00'))
    await undoLast()
    await expect.element(page.getByRole('button', { name: /^Luheng Steel Wire, 14:30–15:30, Planned/ })).toBeVisible()
  })

  test('[5.3] what the customer agreed to is moved with a reason only', async () => {
    const screen = await show(english('/planner'))
    ;(block('Muxi Pharma').element() as HTMLElement).focus()
    await press('{Shift>}{ArrowDown}{/Shift}{Enter}')
    await expect.element(page.getByRole('dialog', { name: 'Move the visit to Muxi Pharma' })).toBeVisible()
    await page.getByRole('dialog').getByRole('button', { name: 'Move', exact: true }).click()
    await expect.element(page.getByText('Say why, in a few words').first()).toBeVisible()
    expect(screen.client.writes).toHaveLength(0)
    await button('The customer asked').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Move', exact: true }).click()
    await vi.waitFor(() =>
      expect(screen.last()[0]!.step).toMatchObject({ event: 'move', reason: 'The customer asked' })
    )
  })

  test('arrows go from visit to visit, Delete cancels with a reason, undo plans it again', async () => {
    const screen = await show(english('/planner'))
    ;(block('Lanyu Chemical').element() as HTMLElement).focus()
    await press('{ArrowDown}{ArrowRight}')
    expect(document.activeElement?.textContent).toContain('Qiyan Glass')
    await press('{Delete}')
    await page.getByRole('dialog').getByRole('button', { name: 'The host is away' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel visit' }).click()
    await vi.waitFor(() => expect(block('Qiyan Glass').query()).toBeNull())
    expect(screen.last()[0]!.step).toEqual({ event: 'cancel', reason: 'The host is away' })
    await undoLast()
    await expect.element(block('Qiyan Glass')).toBeVisible()
  })

  test('several are planned in one go, in one group with one undo, and never overlap', async () => {
    const screen = await show(english('/planner'))
    await button('Week after').click()
    await button('Choose the first 4').click()
    await button('Plan 4 in week 39').click()
    await vi.waitFor(() => expect(toast()).toBe('4 visits planned in week 39'))
    const starts = screen.last().map((change) => (change.step!.args!['plannedStart'] as { at: string }).at)
    expect(new Set(starts).size).toBe(4)
    await expect.element(block('Tangyue Pump Works')).toBeVisible()
    await undoLast()
    await vi.waitFor(() => expect(block('Tangyue Pump Works').query()).toBeNull())
  })

  test('P on a row finds the emptiest slot', async () => {
    await show(english('/planner'))
    ;(button('Plan a visit to Tangyue Pump Works').element() as HTMLElement).focus()
    await press('p')
    await vi.waitFor(() => expect(toast()).toMatch(/^Tangyue Pump Works planned for Wed 16 Sep/))
  })

  test('a length that cannot be says what to enter, and nothing is saved', async () => {
    const screen = await show(english('/planner'))
    ;(block('Luheng Steel Wire').element() as HTMLElement).focus()
    await press('m')
    await userEvent.fill(page.getByRole('textbox', { name: 'Duration (min)' }), '3')
    await expect.element(page.getByText('Enter 5 to 1440 minutes, e.g. 60').first()).toBeVisible()
    await page.getByRole('dialog').getByRole('button', { name: 'Move', exact: true }).click()
    expect(screen.client.writes).toHaveLength(0)
  })

  test('a block is dragged to another day; a customer from the list opens the form at that hour', async () => {
    await show(english('/planner'))
    drag(block('Luheng Steel Wire').element(), '2026-09-16')
    await vi.waitFor(() => expect(toast()).toBe('Luheng Steel Wire moved to Wed 16 Sep 12:00'))
    drag(document.querySelector('[title="Drag to the calendar"]')!, '2026-09-18')
    await expect.element(page.getByRole('textbox', { name: 'Start' })).toHaveValue('12:00')
    await expect.element(page.getByRole('textbox', { name: 'Date' })).toHaveValue('2026-09-18')
  })

  test('overlaps are said in words', async () => {
    await show(english('/planner'))
    await expect.element(page.getByText(/2 visits overlap/).first()).toBeVisible()
  })
})

describe('the card', () => {
  test('from check-in to the report, each step saved at once; follow-up tasks are made once', async () => {
    const screen = await show(english(v1))
    await button('Check in').click()
    await page.getByRole('checkbox', { name: /Tieyan Shao/ }).click()
    for (const item of ['说明选型报告的新日期', '问十月检修备件清单']) {
      await page
        .getByRole('radiogroup', { name: `Result of “${item}”` })
        .getByText('Done', { exact: true })
        .click()
    }
    await userEvent.fill(page.getByRole('textbox', { name: 'What we promised' }), 'Selection report')
    await button('Friday').click()
    await page.getByRole('region', { name: 'Record' }).getByRole('button', { name: 'Add' }).click()
    await vi.waitFor(() => expect(toast()).toBe('Saved, with a task: Selection report'))
    expect(screen.last().map((change) => change.type)).toEqual(['visitReport', 'task'])
    await page.getByRole('radiogroup', { name: 'Is there anything that bothers you?' }).getByText('Nothing').click()
    await userEvent.fill(page.getByRole('textbox', { name: 'Summary' }), 'Agreed on a new date')
    await button('Check out').click()
    await expect.element(button(/Submit report/)).toBeVisible()
    await press('{Control>}{Enter}{/Control}')
    await vi.waitFor(() => expect(toast()).toBe('Report on Lanyu Chemical submitted'))
    await expect.element(page.getByText('Report submitted').first()).toBeVisible()
    const tasks = screen.client.writes.flat().filter((change) => change.type === 'task')
    expect(tasks).toHaveLength(1)
    const reports = new Set(screen.client.writes.flat().flatMap((c) => (c.type === 'visitReport' ? [c.id] : [])))
    expect(reports.size).toBe(1)
    expect(screen.client.outbox.length).toBeGreaterThan(6)
  })

  test('[I3] a text that changes while it is typed says so, and keeps what is typed', async () => {
    const screen = await show(english(v1))
    const objective = page.getByRole('textbox', { name: 'Objective' })
    const before = (objective.element() as HTMLTextAreaElement).value
    await userEvent.fill(objective, 'Agree on the trial')
    await write({ type: 'visit', id: id('v1'), kind: 'edit', values: { objective: 'Ask for the drawings' } })
    await expect.element(page.getByText(/A colleague has just changed this: “Ask for the drawings”/)).toBeVisible()
    await expect.element(objective).toHaveValue('Agree on the trial')
    await userEvent.tab()
    await vi.waitFor(() => expect(screen.last()[0]!.values).toEqual({ objective: 'Agree on the trial' }))
    expect(screen.last()[0]!.was).toEqual({ objective: before })
  })

  test('what is missing is listed before anything is sent', async () => {
    const screen = await show(english(`/visits/${id('v0')}`))
    await button(/Submit report/).click()
    await expect.element(page.getByText('Before it can be submitted:').first()).toBeVisible()
    await expect.element(page.getByText('who was met').first()).toBeVisible()
    expect(screen.client.writes).toHaveLength(0)
  })

  test('could not get in: the kind of reason is enough', async () => {
    const screen = await show(english(v1))
    await button('Could not get in').click()
    await button('Safety').click()
    await page.getByRole('dialog').getByRole('button', { name: /Save/ }).click()
    await vi.waitFor(() =>
      expect(screen.last()[0]!.step).toEqual({ event: 'refuse', reason: 'Safety', args: { refusalKind: 'safety' } })
    )
  })

  test('somebody new needs a name and a post only', async () => {
    const screen = await show(english(v1))
    await button('New person').click()
    await userEvent.fill(page.getByRole('textbox', { name: 'Name' }), '王工')
    await press('{Enter}')
    await expect.element(page.getByText('王工').first()).toBeVisible()
    expect(screen.last().map((change) => change.type)).toEqual(['person', 'visit'])
  })

  test('[5.3] a cancellation after the check-in is told as overruled', async () => {
    const steps = [
      plan('2026-09-15', '08:00', 90),
      event('i', 'checkIn', 'tang', '2026-09-15', '08:02'),
      event('x', 'cancel', 'li', '2026-09-15', '08:15', { reason: '改期' })
    ]
    await show(english(v1), tang, [visit('v1', 'lanyu', 's1', steps)])
    await expect.element(page.getByText('Wen Li cancelled').first()).toBeVisible()
    await expect.element(page.getByText('You had checked in at 08:02, so the visit stands').first()).toBeVisible()
    await expect.element(button('Check out')).toBeVisible()
  })

  test('an input method writes Chinese without saving half a word', async () => {
    const screen = await show({ path: `/visits/${id('v0')}`, language: 'zh-CN' })
    const box = page.getByRole('textbox', { name: '摘要' }).element() as HTMLTextAreaElement
    box.focus()
    box.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')!.set!
    set.call(box, "jian'le")
    box.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }))
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(screen.client.writes).toHaveLength(0)
    set.call(box, '见了')
    box.dispatchEvent(new InputEvent('input', { bubbles: true }))
    box.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '见了' }))
    await vi.waitFor(() => expect(screen.last()[0]!.values).toMatchObject({ summary: '见了' }), 4_000)
    await expect.element(page.getByText(/已存本机/).first()).toBeVisible()
  })

  test('a manager returns a report with a comment, online only', async () => {
    const screen = await show(english(`/visits/${id('vm')}`), li)
    await button('Return').click()
    await expect.element(page.getByText('Say what is missing before you return it').first()).toBeVisible()
    screen.client.setNet('offline')
    await expect.element(button('Approve')).toBeDisabled()
    screen.client.setNet('idle')
    await userEvent.fill(page.getByRole('textbox', { name: 'Comment' }), 'Who was there?')
    await button('Return').click()
    await vi.waitFor(() => expect(toast()).toBe('Report on Shuohe Machinery returned'))
    await expect.element(page.getByText('Wen Li').first()).toBeVisible()
  })

  test('without a site the company’s address is shown, and a site is made of it', async () => {
    const { siteId: _, ...body } = visit('v1', 'lanyu', 's1', [plan('2026-09-15', '09:49')]).body
    const screen = await show(english(v1), tang, [{ type: 'visit', id: id('v1'), body }])
    await button('Make a site of it').click()
    await vi.waitFor(() => expect(screen.last().map((change) => change.type)).toEqual(['site', 'visit']))
    await expect.element(page.getByText(/^Lanyu Chemical site/).first()).toBeVisible()
  })
})
