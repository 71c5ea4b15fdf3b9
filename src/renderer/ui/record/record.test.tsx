import { defineEntity, f, recordTypes, type RecordType } from '@fieldfile/protocol'
import { account, entities } from '@fieldfile/protocol/entities/index'
import { changeLanguage } from 'i18next'
import { afterEach, describe, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { createStore, useStore } from 'zustand'
import { RecordCreate, RecordFacts, RecordForm, RecordTable, type RecordContext, type RecordView } from './index.ts'
import { barriers, cleanUp, showScreen } from './testing/show-screen.tsx'

const now = Date.parse('2026-09-14T08:00:00Z')
const dayMs = 86_400_000
const context: RecordContext = { now, zone: 'Asia/Shanghai', explain: (code) => `${code}.` }

/** The definitions with one field and one entity more: nothing else is written for them. */
const more = recordTypes([
  ...entities.filter(({ type }) => type !== 'account'),
  {
    ...account,
    fields: { ...account.fields, boilers: f.integer('锅炉', 'Boilers', { group: 'capability', max: 50 }) }
  },
  defineEntity({
    type: 'fleet',
    code: 'E-99',
    label: { zh: '车队', en: 'Fleet' },
    root: 'account',
    title: ['name'],
    groups: { main: { zh: '车队', en: 'Fleet' } },
    fields: {
      name: f.string('名称', 'Name', { required: true, group: 'main' }),
      trucks: f.integer('卡车', 'Trucks', { group: 'main', index: true, max: 99, unit: { zh: '辆', en: 'trucks' } }),
      fuel: f.enum(
        '燃料',
        'Fuel',
        { diesel: ['柴油', 'Diesel'], electric: ['电', 'Electric'] },
        { group: 'main', index: true }
      ),
      checks: f.list(
        '检查',
        'Checks',
        { on: f.date('日期', 'On', { required: true }), note: f.string('说明', 'Note') },
        { group: 'main' }
      )
    },
    rights: { REP: 'Wo', FIN: 'Wa' }
  })
])
const fleet = more.get('fleet')!

function viewOf(type: RecordType, body: Record<string, unknown>, rest: Partial<RecordView> = {}): RecordView {
  return {
    type: type.type,
    id: 'r1',
    body,
    set: { '*': { at: now - 430 * dayMs, by: 'u1' } },
    names: { u1: '唐岳', u2: '许宁' },
    origin: 'device',
    unsent: [],
    refused: {},
    conflicts: {},
    editable: Object.keys(type.fields),
    mayDelete: true,
    ...rest
  }
}

async function show(Screen: () => React.ReactNode, language: 'zh-CN' | 'en' = 'en') {
  await showScreen(
    [
      {
        path: '/',
        screen: () =>
          Promise.resolve({
            default: () => (
              <div>
                <h1>Test</h1>
                <Screen />
              </div>
            )
          })
      }
    ],
    {},
    { path: '/', language }
  )
  await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible()
}
afterEach(cleanUp)

const firstLetters = () =>
  [...document.querySelectorAll('tbody tr.ant-table-row')].map((row) => row.textContent!.slice(0, 1))

describe('definitions lead', () => {
  test('a new field is in the form, edited and saved by its type', async () => {
    const saved: [string, unknown][] = []
    const type = more.get('account')!
    await show(() => (
      <RecordForm
        type={type}
        view={viewOf(type, { name: 'Lanyu', boilers: 3 })}
        context={context}
        onSave={(field, value) => void saved.push([field, value])}
      />
    ))
    await page.getByTitle('Edit Boilers (E)').click()
    await userEvent.fill(page.getByRole('textbox', { name: 'Boilers' }), '51')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByRole('alert')).toHaveTextContent('Enter a whole number from 0 to 50, e.g. 3')
    await userEvent.fill(page.getByRole('textbox', { name: 'Boilers' }), '4')
    await userEvent.keyboard('{Enter}')
    expect(saved).toEqual([['boilers', 4]])
  })

  test('a new entity has a form with its groups, and what is empty is one button', async () => {
    const saved: [string, unknown][] = []
    await show(() => (
      <RecordForm
        type={fleet}
        view={viewOf(fleet, { name: 'North' })}
        context={context}
        onSave={(field, value) => void saved.push([field, value])}
        onAppend={(...args) => void saved.push(args)}
      />
    ))
    await expect.element(page.getByRole('heading', { name: 'Fleet' })).toBeVisible()
    await page.getByRole('button', { name: 'Add 3 empty facts' }).click()
    await page.getByRole('menuitem', { name: 'Fuel' }).click()
    await page.getByText('Electric').click()
    expect(saved).toEqual([['fuel', 'electric']])
  })

  test('a new entity has a table: unit in the header, numbers sorted as numbers, enumerations by their order', async () => {
    const rows = [
      { id: 'a', body: { name: 'A', trucks: 9, fuel: 'electric' } },
      { id: 'b', body: { name: 'B', trucks: 12, fuel: 'diesel' } }
    ]
    await show(() => <RecordTable label="Fleets" type={fleet} rows={rows} context={context} height={300} />)
    await page.getByRole('columnheader', { name: 'Trucks (trucks)' }).click()
    expect(firstLetters()).toEqual(['A', 'B'])
    await page.getByRole('columnheader', { name: 'Fuel' }).click()
    expect(firstLetters()).toEqual(['B', 'A'])
    await userEvent.fill(page.getByRole('textbox', { name: 'Filter' }), 'elec')
    expect(firstLetters()).toEqual(['A'])
    expect(await barriers()).toEqual([])
  })

  test('a new entity can be created: required fields, then what was asked for', async () => {
    const made: unknown[] = []
    await show(() => (
      <RecordCreate
        type={fleet}
        title="New fleet"
        ask={['name', 'trucks', 'fuel']}
        context={context}
        onSubmit={(values) => void made.push(values)}
        onClose={() => {}}
      />
    ))
    expect(document.activeElement).toBe(page.getByRole('textbox', { name: 'Name' }).element())
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByRole('alert')).toHaveTextContent('Enter Name; it cannot be empty')
    await userEvent.fill(page.getByRole('textbox', { name: 'Name' }), 'South')
    await userEvent.fill(page.getByRole('textbox', { name: 'Trucks' }), '7')
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    expect(made).toEqual([{ name: 'South', trucks: 7 }])
    expect(await barriers()).toEqual([])
  })

  test('rows of a list are added, and a better version replaces the old one', async () => {
    const added: unknown[] = []
    const checks = [
      { id: '1', on: '2026-01-05', note: 'brakes' },
      { id: '2', on: '2026-01-06', note: 'brakes, all', supersedesId: '1' }
    ]
    await show(() => (
      <RecordFacts
        type={fleet}
        view={viewOf(fleet, { checks })}
        fields={['checks']}
        context={context}
        onAppend={(...args) => void added.push(args)}
      />
    ))
    expect(page.getByText('brakes', { exact: true }).query()).toBeNull()
    await page.getByRole('button', { name: /brakes, all/ }).click()
    await userEvent.fill(page.getByRole('textbox', { name: 'Note' }), 'brakes, front')
    await page.getByRole('button', { name: 'Save' }).click()
    expect(added).toEqual([['checks', { on: '2026-01-06', note: 'brakes, front', supersedesId: '2' }]])
  })
})

describe('every field says where it comes from and how it stands', () => {
  const facts = (rest: Partial<RecordView>, fields = ['trucks']) =>
    show(
      () => (
        <RecordFacts
          type={fleet}
          view={viewOf(fleet, { name: 'N', trucks: 12 }, rest)}
          fields={fields}
          context={{ ...context, onDecide: (id) => void decided.push(id) }}
          onSave={() => {}}
          showLock
        />
      ),
      'zh-CN'
    )
  const decided: string[] = []

  test('source and age', async () => {
    await facts({})
    await expect.element(page.getByText('唐岳 · 14 个月前')).toBeVisible()
  })
  test('unsent', async () => {
    await facts({ unsent: ['trucks'], set: { trucks: { at: now, by: 'u2' } } })
    await expect.element(page.getByText('已存本机，待发')).toBeVisible()
  })
  test('refused: why, and the value that is kept', async () => {
    await facts({ refused: { trucks: { code: 'FIELD_FORBIDDEN', value: 15 } } })
    await expect.element(page.getByText('FIELD_FORBIDDEN. 您填的“15 辆”已保留。')).toBeVisible()
  })
  test('conflict: the other value, and the way to decide', async () => {
    await facts({ conflicts: { trucks: { id: 'c1', value: 14 } } })
    await expect.element(page.getByText('另有 14 辆')).toBeVisible()
    await page.getByRole('button', { name: '去选择' }).click()
    expect(decided).toEqual(['c1'])
  })
  test('locked: who may change it, from the rights of the definition', async () => {
    await facts({ editable: ['name'] })
    await expect.element(page.getByText('可改：销售代表、财务')).toBeVisible()
    expect(page.getByTitle(/修改卡车/).query()).toBeNull()
  })
  test('from the server', async () => {
    await facts({ origin: 'server' })
    await expect.element(page.getByText('服务器 · 唐岳 · 14 个月前')).toBeVisible()
  })
  test('no right: a dash and who may see, never a value', async () => {
    await show(() => <RecordForm type={more.get('person:private')!} view={undefined} context={context} />, 'zh-CN')
    await expect.element(page.getByText('可见：销售代表、销售经理、内勤、服务、管理层')).toBeVisible()
    expect(await barriers()).toEqual([])
  })
})

describe('while a colleague writes into the same field', () => {
  const live = createStore(() => ({ trucks: 12 }))
  const change = (trucks: number) => live.setState({ trucks })
  const saved: unknown[] = []
  function Live() {
    const { trucks } = useStore(live)
    const set: RecordView['set'] = trucks === 12 ? {} : { trucks: { at: now - 60_000, by: 'u2' } }
    return (
      <RecordFacts
        type={fleet}
        view={viewOf(fleet, { trucks }, { set })}
        fields={['trucks']}
        context={context}
        onSave={(...args) => void saved.push(args)}
      />
    )
  }
  const box = page.getByRole('textbox', { name: 'Trucks' })

  test('their value is shown beside what is typed, which stays and can be saved', async () => {
    saved.length = 0
    change(12)
    await show(Live)
    await page.getByTitle('Edit Trucks (E)').click()
    await userEvent.fill(box, '15')
    change(14)
    await expect.element(page.getByText('许宁 changed it to “14 trucks”, 1 min ago')).toBeVisible()
    await expect.element(box).toHaveValue('15')
    await userEvent.keyboard('{Enter}')
    expect(saved).toEqual([['trucks', 15]])
  })

  test('their value can be taken, and an editor that was only opened overwrites nothing', async () => {
    saved.length = 0
    change(12)
    await show(Live)
    await page.getByTitle('Edit Trucks (E)').click()
    change(14)
    await page.getByRole('button', { name: 'Use theirs' }).click()
    await expect.element(page.getByTitle('Edit Trucks (E)')).toHaveTextContent('14 trucks')
    change(12)
    await page.getByTitle('Edit Trucks (E)').click()
    change(16)
    await expect.element(page.getByText(/“16 trucks”/)).toBeVisible()
    await userEvent.keyboard('{Enter}')
    expect(saved).toEqual([])
  })
})

test('words follow the language', async () => {
  await show(() => <RecordForm type={fleet} view={viewOf(fleet, { name: 'N' })} context={context} onSave={() => {}} />)
  await changeLanguage('zh-CN')
  await expect.element(page.getByRole('button', { name: '补充 2 项未填的资料' })).toBeVisible()
})
