import { guessMapping } from '@fieldfile/domain/imports/mapping'
import { paths } from '@fieldfile/protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { fakeClient } from '../../ui/record/testing/fake-client.ts'
import { id, now } from '../../ui/record/testing/seed.ts'
import { barriers, cleanUp, showScreen, type ShowOptions } from '../../ui/record/testing/show-screen.tsx'
import { exampleCsv } from './example-file.ts'
import { targets } from './fields.ts'
import { routes, words } from './index.ts'
import { usePicked } from './picked-file.ts'
import { queries } from './queries.ts'
import { FakeServer, officeDb, setNet, south } from './testing/fake-server.ts'

beforeEach(() => setNet('idle'))
afterEach(() => {
  cleanUp()
  usePicked.setState({ file: null, sending: false, code: null })
})

const one = paths.import(id('import'))
const past = (server: FakeServer): object[] => [
  { ...server.view, state: 'committed', counts: { ...server.view.counts!, errors: 12 } },
  { ...server.view, id: id('older'), fileName: '展会名单.csv', state: 'reverted', createdAt: now - 9e8 },
  { ...server.view, id: id('open'), fileName: 'vStoreWithContacts.csv', state: 'mapped', createdAt: now - 9e7 }
]

async function show(options: Partial<ShowOptions> & { path: string }, server = new FakeServer(), db = officeDb()) {
  await page.viewport(1264, 852)
  fakeClient(db, queries as never)
  setNet('idle')
  const screen = await showScreen(routes as never, { imports: words }, { language: 'en', ...options })
  await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible()
  return { ...screen, server }
}
const file = (name = 'shops.csv', text = 'Name\nNice Bikes\n'): File => new File([text], name, { type: 'text/csv' })
const choose = async (chosen: File): Promise<void> => {
  const input = document.querySelector<HTMLInputElement>('input[type=file]')!
  const data = new DataTransfer()
  data.items.add(chosen)
  input.files = data.files
  input.dispatchEvent(new Event('change', { bubbles: true }))
}
const importButton = (n = '[\\d,]+') => page.getByRole('button', { name: new RegExp(`^Import ${n} companies`) })
const settled = () => vi.waitFor(() => expect(document.querySelector('[aria-busy=true]')).toBeNull())

describe.each(['zh-CN', 'en'] as const)('%s', (language) => {
  describe.each(['light', 'dark'] as const)('%s', (mode) => {
    test('the list, empty and with imports, has no barrier', async () => {
      const server = new FakeServer()
      await show({ path: paths.imports, language, mode }, server)
      expect(await barriers()).toEqual([])
      server.batches = past(server)
      await show({ path: paths.imports, language, mode }, server)
      await expect.element(page.getByText('展会名单.csv')).toBeVisible()
      expect(await barriers()).toEqual([])
    })

    test('an import, its result and what stays after an undo have no barrier', async () => {
      await show({ path: one, language, mode })
      await expect.element(page.getByText('南通江海纸业有限公司')).toBeVisible()
      expect(await barriers()).toEqual([])
      for (const state of ['committed', 'reverted'] as const) {
        const kept = state === 'reverted' ? [{ type: 'account', id: id('x'), title: '岚屿', field: 'website' }] : null
        await show({ path: one, language, mode }, new FakeServer({ state, kept }))
        await settled()
        expect(await barriers()).toEqual([])
      }
    })
  })
})

describe('the list', () => {
  test('a chosen file goes to the server and opens as an import', async () => {
    const screen = await show({ path: paths.imports })
    await choose(file())
    await vi.waitFor(() => expect(screen.path()).toBe(one))
    const [upload] = screen.server.of('upload')
    expect(upload).toMatchObject({ body: { fileName: 'shops.csv' } })
    expect(new TextDecoder().decode(upload!.file)).toBe('Name\nNice Bikes\n')
  })

  test('a file can be dropped anywhere on the page', async () => {
    const screen = await show({ path: paths.imports })
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(file('dropped.csv'))
    const heading = page.getByRole('heading', { level: 1 }).element()
    heading.dispatchEvent(new DragEvent('dragover', { bubbles: true, cancelable: true, dataTransfer }))
    await expect.element(page.getByText('Drop to upload')).toBeVisible()
    heading.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }))
    await vi.waitFor(() => expect(screen.path()).toBe(one))
  })

  test('an empty file and one that is too large are refused before anything is sent', async () => {
    const { server } = await show({ path: paths.imports })
    await choose(file('empty.csv', ''))
    await expect.element(page.getByText(/The file is empty/)).toBeVisible()
    const large = file()
    Object.defineProperty(large, 'size', { value: 60 * 1024 * 1024 })
    usePicked.getState().pick(large)
    await expect.element(page.getByText(/over 50 MB/)).toBeVisible()
    expect(server.of('upload')).toEqual([])
  })

  test('what the server refuses is said beside the file, which stays', async () => {
    const { server, path } = await show({ path: paths.imports })
    server.failures = ['FILE_NOT_TEXT']
    await choose(file('book.xlsx'))
    await expect.element(page.getByText(/not a text table/)).toBeVisible()
    await expect.element(page.getByText(/book\.xlsx/)).toBeVisible()
    await page.getByRole('button', { name: 'Do not import' }).click()
    expect(page.getByText(/book\.xlsx/).query()).toBeNull()
    expect(path()).toBe(paths.imports)
  })

  test('without a network the chosen file waits, and goes by itself when it is back', async () => {
    const screen = await show({ path: paths.imports })
    setNet('offline')
    await expect.element(page.getByText(/Importing needs the network/)).toBeVisible()
    screen.server.failures = ['OFFLINE']
    await choose(file())
    await expect.element(page.getByText(/uploads when you are online/).last()).toBeVisible()
    await vi.waitFor(() => expect(usePicked.getState().code).toBe('OFFLINE'))
    expect(screen.path()).toBe(paths.imports)
    screen.server.failures = []
    setNet('idle')
    await vi.waitFor(() => expect(screen.path()).toBe(one))
  })

  test('imports are opened by keyboard', async () => {
    const server = new FakeServer()
    server.batches = past(server)
    const screen = await show({ path: paths.imports }, server)
    await expect.element(page.getByText('展会名单.csv')).toBeVisible()
    const table = page.getByRole('group', { name: 'Imports' }).element() as HTMLElement
    table.focus()
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{Enter}')
    expect(screen.path()).toBe(paths.import(id('older')))
  })

  test('a role that may not import is told who may', async () => {
    await show({ path: paths.imports }, new FakeServer(), officeDb(['REP']))
    await expect.element(page.getByText('Your role cannot import')).toBeVisible()
    expect(page.getByRole('button').query()).toBeNull()
  })

  test('an example can be saved', async () => {
    await show({ path: paths.imports })
    const saved: HTMLAnchorElement[] = []
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function save(
      this: HTMLAnchorElement
    ) {
      saved.push(this)
    })
    await page.getByRole('button', { name: 'Save an example file' }).click()
    click.mockRestore()
    expect(saved[0]!.download).toBe('fieldfile-example.csv')
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await (await fetch(saved[0]!.href)).arrayBuffer())
    expect(text).toBe(exampleCsv('en'))
  })

  test.each(['zh-CN', 'en'] as const)('every column of the example file is recognised: %s', (locale) => {
    const [header] = exampleCsv(locale).slice(1).split('\r\n')
    const guessed = guessMapping(header!.split(','), targets)
    expect(guessed).not.toContain(null)
    expect(guessed).toEqual(expect.arrayContaining(['account.name', 'account.phones', 'person.name', 'person.mobiles']))
  })
})

describe('an import', () => {
  test('says what is read, what is missing and what the button does', async () => {
    const { server } = await show({ path: one })
    await expect.element(page.getByText('8 of 9 columns are imported')).toBeVisible()
    await expect.element(page.getByText(/^1,600 rows have no territory/)).toBeVisible()
    await expect.element(importButton('1,105')).toBeEnabled()
    expect(server.of('map')).toEqual([])
  })

  test('a column is found by a word of any language, and sent after a rest', async () => {
    const { server } = await show({ path: one })
    await page.getByRole('combobox', { name: '“证券代码” goes to' }).click()
    await userEvent.keyboard('网址{Enter}')
    await vi.waitFor(() => expect(server.of('map')).toHaveLength(1))
    expect((server.of('map')[0]!.body as { mapping: string[] }).mapping[0]).toBe('account.website')
    await expect.element(page.getByText('9 of 9 columns are imported')).toBeVisible()
  })

  test('a required field that no column fills any more is named', async () => {
    const { server } = await show({ path: one })
    const select = page.getByRole('combobox', { name: '“公司名称” goes to' })
    await select.click()
    await userEvent.keyboard('website{Enter}')
    await expect.element(page.getByText(/Still missing: Name/)).toBeVisible()
    await expect.element(page.getByRole('button', { name: /Nothing to import/ })).toBeDisabled()
    const body = server.of('map').at(-1)!.body as { mapping: string[] }
    expect(body.mapping[5]).toBe('account.website')
  })

  test('a territory for everything else takes the other rows in', async () => {
    const { server } = await show({ path: one })
    await page.getByRole('combobox', { name: 'Everything else' }).click()
    await userEvent.keyboard('South{Enter}')
    await vi.waitFor(() => expect(server.of('map')).toHaveLength(1))
    expect((server.of('map')[0]!.body as { territory: object }).territory).toMatchObject({ fallback: south.id })
    await expect.element(importButton('2,705')).toBeEnabled()
  })

  test('changes made while an answer is on its way are sent after it; the button waits', async () => {
    const { server } = await show({ path: one })
    server.hold()
    await page.getByText('Fill empty fields').click()
    await vi.waitFor(() => expect(server.of('map')).toHaveLength(1))
    await expect.element(importButton()).toBeDisabled()
    await page.getByText('Leave alone', { exact: true }).click()
    server.release!()
    await vi.waitFor(() => expect(server.of('map')).toHaveLength(2))
    expect(server.of('map').map(({ body }) => (body as { onExisting: string }).onExisting)).toEqual(['fill', 'skip'])
    await expect.element(importButton()).toBeEnabled()
  })

  test('a change that fails is kept, and sent by the retry', async () => {
    const { server } = await show({ path: one })
    server.failures = ['SERVER_ERROR']
    await page.getByText('Fill empty fields').click()
    await expect.element(page.getByText(/latest changes have not reached the server/)).toBeVisible()
    await expect.element(page.getByRole('radio', { name: 'Fill empty fields' })).toBeChecked()
    await page.getByRole('button', { name: 'Try again' }).click()
    await vi.waitFor(() => expect(server.view.settings.onExisting).toBe('fill'))
    expect(page.getByText(/latest changes/).query()).toBeNull()
  })

  test('errors come first, with the column and what to do; alike companies stand side by side', async () => {
    await show({ path: one })
    await expect.element(page.getByText('手机: ')).toBeVisible()
    await expect.element(page.getByText(/The phone number has letters or the wrong length/)).toBeVisible()
    await page.getByText('Alike 2').click()
    await expect.element(page.getByText('岚屿化工厂有限公司')).toBeVisible()
    await expect.element(page.getByText(/C-0042 · 无锡/)).toBeVisible()
    await expect.element(page.getByRole('link', { name: '岚屿精细化工有限公司' })).toBeVisible()
    await expect.element(page.getByText('names 94 % alike')).toBeVisible()
  })

  test('a first row that is data, and a file that was imported before, are said', async () => {
    const server = new FakeServer({ sameFileAs: { id: id('older'), at: now - 86_400_000 } })
    server.view.settings.hasHeader = false
    server.view.preview[0] = ['0510-82765432', '1', '2', '3', '4', '5', '6', '7', '8']
    await show({ path: one }, server)
    await expect.element(page.getByText(/The first row looks like data/)).toBeVisible()
    await expect.element(page.getByRole('link', { name: 'See that import' })).toBeVisible()
  })

  test('keys: 1 to 4 go to the steps, Ctrl Enter imports', async () => {
    const { server } = await show({ path: one })
    await expect.element(importButton()).toBeEnabled()
    await userEvent.keyboard('3')
    expect(document.activeElement?.id).toBe('import-territories')
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await vi.waitFor(() => expect(server.of('commit')).toHaveLength(1))
  })

  test('it is written, shown, and taken back after a question that says what stays', async () => {
    const screen = await show({ path: one })
    const { server } = screen
    await expect.element(importButton()).toBeEnabled()
    server.hold()
    await importButton().click()
    await expect.element(page.getByRole('progressbar')).toBeVisible()
    server.release!()
    await expect.element(page.getByText('1,104 companies imported')).toBeVisible()
    await expect.element(page.getByText('Rows that were left out')).toBeVisible()
    await page.getByRole('button', { name: 'Undo the whole import' }).click()
    await expect.element(page.getByText(/have visits or notes, stay/)).toBeVisible()
    await page.getByRole('button', { name: 'Undo the import' }).click()
    await expect.element(page.getByText(/^2 items stay/)).toBeVisible()
    await expect.element(page.getByText('京东方A')).toBeVisible()
    expect(server.of('revert')).toHaveLength(1)
  })

  test('an answer that got lost on the way is asked for, not written twice', async () => {
    const { server } = await show({ path: one })
    await expect.element(importButton()).toBeEnabled()
    server.failures = ['SERVER_UNREACHABLE']
    server.view = { ...server.view, state: 'committed' }
    await importButton().click()
    await expect.element(page.getByText('1,104 companies imported')).toBeVisible()
    expect(server.of('commit')).toHaveLength(1)
  })

  test('an import that is not there says so', async () => {
    const server = new FakeServer()
    server.failures = ['NOT_FOUND']
    await show({ path: one }, server)
    await expect.element(page.getByText('This import was not found')).toBeVisible()
  })
})
