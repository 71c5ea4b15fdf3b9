import axe from 'axe-core'
import { changeLanguage, init } from 'i18next'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Gallery, type GalleryView } from './gallery.tsx'
import { EditableField, useToasts } from './index.ts'
import { palette, type Density, type ThemeMode } from './tokens.ts'

let root: Root | undefined
beforeAll(async () => {
  await init({ lng: 'zh-CN', resources: {} })
})
afterEach(() => {
  root?.unmount()
  root = undefined
  useToasts.setState({ toast: null })
  document.body.replaceChildren()
})

async function show(view: GalleryView, language = 'en', mode: ThemeMode = 'light', density: Density = 'desk') {
  await changeLanguage(language)
  await page.viewport(density === 'desk' ? 1440 : 1024, density === 'desk' ? 900 : 700)
  const host = document.createElement('div')
  host.id = 'root'
  document.body.append(host)
  root = createRoot(host)
  root.render(<Gallery mode={mode} density={density} view={view} />)
  await expect.element(page.getByRole('main')).toBeVisible()
  await document.fonts.ready
}

async function violations() {
  // The rule on landmarks asks for a title of the test's own page.
  const found = await axe.run(document.body, { resultTypes: ['violations'] })
  return found.violations.map(
    (v) => `${v.id}: ${v.nodes.map((n) => `${n.html.slice(0, 160)} ${n.failureSummary}`).join('\n  ')}`
  )
}

const value = (key: string) => JSON.parse(page.getByTestId('values').element().textContent)[key]
const field = (label: string) => page.getByTitle(`Edit ${label} (E)`)
const press = (target: Element, key: string, more: KeyboardEventInit = {}) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))

describe.each(['zh-CN', 'en'])('%s', (language) => {
  describe.each(['light', 'dark'] as const)('%s', (mode) => {
    test.each(['record', 'states', 'fields'] as const)('%s has no barrier', async (view) => {
      await show(view, language, mode, view === 'fields' ? 'touch' : 'desk')
      expect(await violations()).toEqual([])
    })
  })
})

test.each(['light', 'dark'] as const)('the style sheet has the palette of the theme: %s', async (mode) => {
  await show('record', 'en', mode)
  const style = getComputedStyle(document.documentElement)
  const read = Object.keys(palette[mode]).map((token) => [token, style.getPropertyValue(`--${token}`)])
  expect(Object.fromEntries(read)).toEqual(palette[mode])
})

describe('edit in place', () => {
  test('E opens, Enter saves, the focus comes back', async () => {
    await show('fields')
    field('Staff').element().focus()
    await userEvent.keyboard('e')
    await userEvent.fill(page.getByRole('textbox', { name: 'Staff' }), '42')
    await userEvent.keyboard('{Enter}')
    expect(value('integer')).toBe(42)
    await vi.waitFor(() => expect(document.activeElement).toBe(field('Staff').element()))
  })

  test('Escape restores', async () => {
    await show('fields')
    await field('Staff').click()
    await userEvent.fill(page.getByRole('textbox', { name: 'Staff' }), '42')
    await userEvent.keyboard('{Escape}')
    await expect.element(field('Staff')).toBeVisible()
    expect(value('integer')).toBe(30_000)
  })

  test('leaving saves', async () => {
    await show('fields')
    await field('Credit limit').click()
    await userEvent.fill(page.getByRole('textbox', { name: 'Credit limit' }), '50万')
    await userEvent.tab()
    await vi.waitFor(() => expect(value('money')).toEqual({ amount: 50_000_000, currency: 'CNY' }))
  })

  test('going to another page while typing saves what is complete', async () => {
    await show('fields')
    const onSave = vi.fn<(value: unknown) => void>()
    root?.render(<EditableField label="Staff" type={{ kind: 'integer' }} value={7} onSave={onSave} />)
    await field('Staff').click()
    await userEvent.fill(page.getByRole('textbox', { name: 'Staff' }), '42')
    root?.render(null)
    await vi.waitFor(() => expect(onSave.mock.calls).toEqual([[42]]))
  })

  test('a refusal by the caller is said beside the field', async () => {
    await show('fields')
    root?.render(<EditableField label="Staff" type={{ kind: 'integer' }} value={7} onSave={() => 'Only HR may'} />)
    await field('Staff').click()
    await userEvent.fill(page.getByRole('textbox', { name: 'Staff' }), '42')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByRole('alert')).toHaveTextContent('Only HR may')
    await userEvent.keyboard('{Escape}')
    await expect.element(field('Staff')).toHaveTextContent('7')
  })

  test('no open editor has a barrier', { timeout: 60_000 }, async () => {
    await show('fields')
    const labels = [
      'Name',
      'Note',
      'Credit limit',
      'Trained',
      'Ends',
      'Meeting',
      'When',
      'Period',
      'Phones',
      'Reports to'
    ]
    for (const label of labels) {
      await field(label).click()
      await expect.poll(() => field(label).query()).toBeNull()
      expect([label, await violations()]).toEqual([label, []])
      await userEvent.keyboard('{Escape}')
      await expect.element(field(label)).toBeVisible()
    }
  })

  test('an error says what to enter and keeps what was typed', async () => {
    await show('fields')
    await field('Staff').click()
    const input = page.getByRole('textbox', { name: 'Staff' })
    await userEvent.fill(input, '1.2e9')
    await userEvent.keyboard('{Enter}')
    await expect
      .element(page.getByRole('alert'))
      .toHaveTextContent('Enter a whole number from 0 to 1,000,000, e.g. 30000')
    await expect.element(input).toHaveValue('1.2e9')
    await expect.element(input).toHaveAttribute('aria-invalid', 'true')
    expect(await violations()).toEqual([])
  })

  test('a required field cannot be emptied', async () => {
    await show('fields')
    await field('Name').click()
    await userEvent.fill(page.getByRole('textbox', { name: 'Name' }), ' ')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByRole('alert')).toHaveTextContent('Enter Name; it cannot be empty')
  })

  test.each([{ isComposing: true }, { keyCode: 229 }])(
    'Enter of an input method (%o) saves nothing',
    async (composing) => {
      await show('fields')
      await field('Name').click()
      const input = page.getByRole('textbox', { name: 'Name' })
      await userEvent.fill(input, 'lanyu')
      press(input.element(), 'Enter', composing)
      press(input.element(), 'Escape', composing)
      await expect.element(input).toHaveValue('lanyu')
      expect(value('string')).toBe('Lanyu')
    }
  )

  test('segments: arrows move, Enter saves; a click saves', async () => {
    await show('fields')
    await field('When').click()
    await userEvent.keyboard('{ArrowRight}{Enter}')
    expect(value('few')).toBe('v2')
    await field('Trained').click()
    await page.getByText('No', { exact: true }).click()
    expect(value('boolean')).toBe(false)
  })

  test('a long list is chosen from by typing', async () => {
    await show('fields')
    await field('Period').click()
    await userEvent.keyboard('Quarter 7{Enter}')
    await vi.waitFor(() => expect(value('many')).toBe('v7'))
  })

  test('a reference is found by searching', async () => {
    await show('fields')
    await field('Reports to').click()
    await userEvent.keyboard('shao')
    await expect.element(page.getByText('Maintenance')).toBeVisible()
    await userEvent.keyboard('{Enter}')
    await vi.waitFor(() => expect(value('reference')).toBe('p2'))
  })

  test('tags', async () => {
    await show('fields')
    await field('Phones').click()
    await userEvent.keyboard('+8651055500142{Enter}')
    await userEvent.tab()
    await vi.waitFor(() => expect(value('phones')).toEqual(['+8613800138000', '+8651055500142']))
  })

  test('dates by typing and by calendar', async () => {
    await show('fields')
    await field('Ends').click()
    await userEvent.fill(page.getByRole('textbox', { name: 'Ends' }), '15 Sep')
    await userEvent.keyboard('{Enter}')
    expect(value('date')).toBe('2026-09-15')
    await field('Ends').click()
    await page.getByRole('button', { name: 'Calendar' }).click()
    await page.getByRole('button', { name: 'Mon 21 Sep 2026' }).click()
    await vi.waitFor(() => expect(value('date')).toBe('2026-09-21'))
    await field('Meeting').click()
    await userEvent.fill(page.getByRole('textbox', { name: 'Meeting' }), '2026-09-16 0930')
    await userEvent.keyboard('{Enter}')
    expect(value('instant')).toEqual({ at: '2026-09-16T01:30:00.000Z', zone: 'Asia/Shanghai' })
  })
})

const openPalette = async () => {
  await show('states')
  await page.getByRole('button', { name: 'Commands' }).click()
  return page.getByRole('combobox', { name: 'Search and commands' })
}

describe('command palette', () => {
  test('arrows and Enter pick; it has no barrier', async () => {
    await openPalette()
    expect(await violations()).toEqual([])
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{Enter}')
    await expect.element(page.getByText('pick Shuohe Machinery')).toBeVisible()
    expect(page.getByRole('dialog').query()).toBeNull()
  })
  test('Enter of an input method does not pick', async () => {
    const input = await openPalette()
    await userEvent.fill(input, 'Yunli')
    press(input.element(), 'Enter', { isComposing: true })
    press(input.element(), 'Enter', { keyCode: 229 })
    await expect.element(input).toBeVisible()
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('pick Yunli Paper')).toBeVisible()
  })
  test('Escape closes and gives the focus back', async () => {
    await openPalette()
    await userEvent.keyboard('{Escape}')
    await vi.waitFor(() => expect(document.activeElement?.textContent).toBe('Commands'))
  })
})

describe('undo', () => {
  test('Ctrl Z takes back', async () => {
    await show('states')
    await page.getByRole('button', { name: 'Move' }).click()
    await expect.element(page.getByText('Visit moved to Thu 14:00')).toBeVisible()
    expect(await violations()).toEqual([])
    await userEvent.keyboard('{Control>}z{/Control}')
    await expect.element(page.getByText('undone')).toBeVisible()
    expect(page.getByText('Visit moved to Thu 14:00').query()).toBeNull()
  })
  test('goes after ten seconds', async () => {
    await show('states')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      useToasts.getState().show({ text: 'Moved', undo: () => {} })
      await vi.waitFor(() => expect(page.getByText('Moved').query()).not.toBeNull())
      vi.advanceTimersByTime(9_900)
      expect(useToasts.getState().toast).not.toBeNull()
      vi.advanceTimersByTime(200)
      expect(useToasts.getState().toast).toBeNull()
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('dialogs', () => {
  test('? lists the keys', async () => {
    await show('states')
    await userEvent.keyboard('?')
    await expect.element(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
    expect(await violations()).toEqual([])
  })
  test('what cannot be undone asks for the name', async () => {
    await show('states')
    await page.getByRole('button', { name: 'Erase person' }).click()
    const erase = page.getByRole('button', { name: 'Erase', exact: true })
    await expect.element(erase).toBeDisabled()
    await userEvent.keyboard('Tieyan Shao')
    await expect.element(erase).toBeEnabled()
    expect(await violations()).toEqual([])
  })
})

describe('table', () => {
  test('/ filters, arrows move, Space peeks, Enter opens', async () => {
    await show('states')
    await userEvent.keyboard('/')
    await userEvent.keyboard('Paper 299')
    await expect.element(page.getByText('13 of 3,000 rows')).toBeVisible()
    await userEvent.keyboard('{ArrowDown}{ArrowDown} ')
    await expect.element(page.getByText('peek r1298')).toBeVisible()
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('open r1298')).toBeVisible()
  })
  test('of 3,000 rows only those in sight are in the page', async () => {
    await show('states')
    await expect.element(page.getByText('Yunli Paper 1', { exact: true })).toBeVisible()
    expect(document.querySelectorAll('.ant-table-row').length).toBeLessThan(60)
    await page.getByRole('button', { name: 'Yunli Paper 1', exact: true }).click()
    await expect.element(page.getByText('open r0')).toBeVisible()
    await userEvent.keyboard('{End}')
    await expect.element(page.getByText('Yunli Paper 3000', { exact: true })).toBeVisible()
  })
})
