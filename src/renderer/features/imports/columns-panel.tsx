import type { ImportBatchView, ImportSettings } from '@fieldfile/protocol'
import { Select } from 'antd'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Panel, useLocale } from '../../ui/index.ts'
import { DefaultValues } from './default-values.tsx'
import { targetGroups, targetWord, type TargetOption } from './fields.ts'
import css from './imports.module.css'
import { Notice } from './notice.tsx'
import type { ImportState } from './use-import.ts'

interface ColumnsPanelProps {
  state: ImportState
  view: ImportBatchView
  settings: ImportSettings
}

/** Step 2: what each column is. */
export function ColumnsPanel({ state, view, settings }: ColumnsPanelProps) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  const { mapping } = settings
  const choose = (column: number, path: string | null): void => {
    const next = view.columns.map((_, i) => (i === column ? path : (mapping[i] ?? null)))
    // A contact needs a standard post, which files do not know: the plain one until somebody chooses another.
    const newContact =
      path?.startsWith('person.') &&
      !mapping.some((one) => one?.startsWith('person.')) &&
      !next.includes('person.position')
    state.change({
      mapping: next,
      ...(newContact && { defaults: { 'person.position': 'other', ...settings.defaults } })
    })
  }
  const used = mapping.filter((path) => path !== null).length
  const missing = view.missing.map((path) => targetWord(path, locale)).join(locale === 'en' ? ', ' : '、')
  return (
    <Panel flush title={`2. ${t('columnsTitle')}`} extra={t('columnsExtra', { used, all: view.columns.length })}>
      {view.missing.length > 0 && (
        <div className={css.inset}>
          <Notice tone="danger">
            <b>{t('missing', { fields: missing })}</b> {t('missingHow')}
          </Notice>
        </div>
      )}
      <table className={css.table}>
        <colgroup>
          <col style={{ width: '24%' }} />
          <col />
          <col style={{ width: '38%' }} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">{t('colColumn')}</th>
            <th scope="col">{t('colSamples')}</th>
            <th scope="col">{t('colTarget')}</th>
          </tr>
        </thead>
        <tbody>
          {view.columns.map(({ name, samples }, i) => (
            <ColumnRow
              key={`${i}/${name}`}
              name={settings.hasHeader ? name : t('columnN', { n: i + 1 })}
              samples={samples}
              column={i}
              mapping={mapping}
              onChoose={choose}
            />
          ))}
        </tbody>
      </table>
      <DefaultValues state={state} settings={settings} missing={view.missing} />
    </Panel>
  )
}

interface ColumnRowProps {
  name: string
  samples: readonly string[]
  column: number
  mapping: readonly (string | null)[]
  onChoose: (column: number, path: string | null) => void
}

const ColumnRow = memo(function ColumnRow({ name, samples, column, mapping, onChoose }: ColumnRowProps) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  const path = mapping[column] ?? null
  const shown = [...new Set(samples.map((text) => text.trim()).filter(Boolean))].slice(0, 3).join(' · ')
  const joined = path !== null && mapping.filter((one) => one === path).length > 1
  return (
    <tr className={path === null ? css.out : undefined}>
      <td>
        <div className={css.columnName} title={name}>
          {name}
        </div>
      </td>
      <td>
        <div className={css.samples} title={shown}>
          {shown || '—'}
        </div>
      </td>
      <td>
        <div className={css.targetCell}>
          <Select
            aria-label={t('targetOf', { column: name })}
            allowClear
            showSearch={{ filterOption: (text, option) => matches(text, option) }}
            placeholder={t('skip')}
            listHeight={320}
            options={targetGroups(mapping, column, locale)}
            labelRender={() => (path === null ? t('skip') : targetWord(path, locale))}
            value={path}
            onChange={(next?: string) => onChoose(column, next ?? null)}
          />
          {joined && <span className={css.quiet}>{t('several')}</span>}
        </div>
      </td>
    </tr>
  )
})

/** A group stays while one of its fields fits. */
function matches(text: string, option: unknown): boolean {
  const { search = '' } = option as Partial<TargetOption>
  return text
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .every((word) => search.includes(word))
}
