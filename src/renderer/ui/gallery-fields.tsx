import { useState } from 'react'
import type { Sample } from './gallery-words.ts'
import { EditableField, Page, Panel, type EditorType } from './index.ts'

const yearEnd = { zh: '年末', en: 'Year end' }
const enumOf = (n: number) =>
  Object.fromEntries(
    Array.from({ length: n }, (_, i) => [`v${i}`, i === 0 ? yearEnd : { zh: `第 ${i} 季`, en: `Quarter ${i}` }])
  )

interface Sampled {
  key: string
  zh: string
  en: string
  type: EditorType
  value: unknown
  required?: boolean
}

const fields: readonly Sampled[] = [
  { key: 'string', zh: '名称', en: 'Name', type: { kind: 'string', max: 20 }, value: 'Lanyu', required: true },
  { key: 'text', zh: '备注', en: 'Note', type: { kind: 'text' }, value: null },
  {
    key: 'integer',
    zh: '人数',
    en: 'Staff',
    type: { kind: 'integer', max: 1_000_000, unit: { zh: '人', en: 'people' } },
    value: 30_000
  },
  {
    key: 'decimal',
    zh: '振动',
    en: 'Vibration',
    type: { kind: 'decimal', max: 100, unit: { zh: 'mm/s', en: 'mm/s' } },
    value: 7.1
  },
  {
    key: 'money',
    zh: '额度',
    en: 'Credit limit',
    type: { kind: 'money' },
    value: { amount: 30_000_000, currency: 'CNY' }
  },
  { key: 'percent', zh: '占比', en: 'Share', type: { kind: 'percent' }, value: 0.71 },
  { key: 'boolean', zh: '已培训', en: 'Trained', type: { kind: 'boolean' }, value: true },
  { key: 'date', zh: '到期', en: 'Ends', type: { kind: 'date' }, value: '2027-03-31' },
  { key: 'partialDate', zh: '生日', en: 'Birthday', type: { kind: 'partialDate' }, value: '--09-03' },
  {
    key: 'instant',
    zh: '会面',
    en: 'Meeting',
    type: { kind: 'instant' },
    value: { at: '2026-09-15T01:49:00.000Z', zone: 'Asia/Shanghai' }
  },
  { key: 'few', zh: '时点', en: 'When', type: { kind: 'enum', values: enumOf(4) }, value: 'v1' },
  { key: 'many', zh: '时段', en: 'Period', type: { kind: 'enum', values: enumOf(9) }, value: 'v1' },
  { key: 'phones', zh: '电话', en: 'Phones', type: { kind: 'set', of: { kind: 'string' } }, value: ['+8613800138000'] },
  { key: 'reference', zh: '上级', en: 'Reports to', type: { kind: 'reference', to: 'person' }, value: 'p1' },
  { key: 'geo', zh: '位置', en: 'Place', type: { kind: 'geo' }, value: { lat: 31.57, lon: 120.3 } },
  { key: 'json', zh: '原始', en: 'Raw', type: { kind: 'json' }, value: { a: 1 } }
]

const people = [
  { value: 'p1', label: 'Lan Fang', hint: 'General manager' },
  { value: 'p2', label: 'Tieyan Shao', hint: 'Maintenance' }
]
const context = {
  today: '2026-09-14',
  zone: 'Asia/Shanghai',
  nameOf: (id: string) => people.find((person) => person.value === id)?.label,
  search: (query: string) =>
    Promise.resolve(people.filter((person) => person.label.toLowerCase().includes(query.toLowerCase())))
}

export function GalleryFields({ t }: { t: Sample }) {
  const [values, setValues] = useState<Record<string, unknown>>(Object.fromEntries(fields.map((f) => [f.key, f.value])))
  return (
    <Page
      title={t('就地修改', 'Edit in place')}
      subtitle={<output data-testid="values">{JSON.stringify(values)}</output>}
    >
      <Panel title={t('字段', 'Fields')}>
        {fields.map(({ key, zh, en, type, required }) => (
          <EditableField
            key={key}
            label={t(zh, en)}
            type={type}
            required={required}
            value={values[key]}
            context={context}
            source={t('手工 · 今天', 'By hand · today')}
            onSave={(value) => setValues((all) => ({ ...all, [key]: value }))}
          />
        ))}
      </Panel>
    </Page>
  )
}
