import type { ImportBatchView, ImportSettings } from '@fieldfile/protocol'
import { Select } from 'antd'
import { useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState, Panel, formatNumber, useLocale } from '../../ui/index.ts'
import type { TerritoryName } from './import-queries.ts'
import css from './imports.module.css'
import { Notice } from './notice.tsx'
import { assignedTo, territoryOptions, territoryRows, unassignedRows, type TerritoryRow } from './territory-rows.ts'
import type { ImportState } from './use-import.ts'

interface TerritoriesPanelProps {
  state: ImportState
  view: ImportBatchView
  settings: ImportSettings
  territories: readonly TerritoryName[]
}
type Option = ReturnType<typeof territoryOptions>[number]

const fewRows = 8
const noColumn = -1

/** Step 3: who will see the companies. */
export function TerritoriesPanel({ state, view, settings, territories }: TerritoriesPanelProps) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  const id = useId()
  const [all, setAll] = useState(false)
  const options = useMemo(() => territoryOptions(territories, locale === 'en'), [territories, locale])
  const rows = useMemo(() => territoryRows(view, territories), [view, territories])
  const { territory } = settings
  const lost = unassignedRows(view, settings)
  const change = (patch: Partial<ImportSettings['territory']>) =>
    state.change({ territory: { ...territory, ...patch } })
  const shown = all ? rows : rows.slice(0, fewRows)
  return (
    <Panel flush title={`3. ${t('territoriesTitle')}`}>
      <p className={css.territoryHow}>{territories.length > 0 ? t('territoriesHow') : ''}</p>
      {territories.length === 0 ? (
        <EmptyState title={t('noTerritories')} how={t('territoriesHow')} />
      ) : (
        <>
          <div className={css.territoryHead}>
            <span id={`${id}-column`}>{t('territoryColumn')}</span>
            <Select
              aria-labelledby={`${id}-column`}
              showSearch={{ optionFilterProp: 'label' }}
              options={[
                { value: noColumn, label: t('territoryNoColumn') },
                ...view.columns.map(({ name }, value) => ({ value, label: name }))
              ]}
              value={territory.column ?? noColumn}
              onChange={(column) => change({ column: column === noColumn ? null : column })}
            />
            <span id={`${id}-fallback`}>{territory.column === null ? t('fallbackAll') : t('fallback')}</span>
            <TerritorySelect
              label={`${id}-fallback`}
              options={options}
              placeholder={t('fallbackNone')}
              value={territory.fallback}
              onChange={(fallback) => change({ fallback })}
            />
          </div>
          {lost > 0 && (
            <div className={css.inset}>
              <Notice tone="warn">{t('noTerritory', { count: lost, n: formatNumber(lost, locale) })}</Notice>
            </div>
          )}
          {territory.column !== null && rows.length > 0 && (
            <ValuesTable
              rows={shown}
              settings={settings}
              options={options}
              onAssign={(value, to) => change({ byValue: { ...territory.byValue, [value]: to } })}
            />
          )}
          {territory.column !== null && rows.length > fewRows && (
            <div className={css.foot}>
              <button type="button" className={css.linkButton} onClick={() => setAll(!all)}>
                {all ? t('showFew') : t('showAll', { n: formatNumber(rows.length, locale) })}
              </button>
            </div>
          )}
        </>
      )}
    </Panel>
  )
}

interface ValuesTableProps {
  rows: readonly TerritoryRow[]
  settings: ImportSettings
  options: Option[]
  onAssign: (value: string, to: string | null) => void
}

function ValuesTable({ rows, settings, options, onAssign }: ValuesTableProps) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  const hasFallback = settings.territory.fallback !== null
  return (
    <table className={css.table}>
      <colgroup>
        <col style={{ width: '30%' }} />
        <col style={{ width: 100 }} />
        <col />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">{t('value')}</th>
          <th scope="col" className={css.number}>
            {t('rowsOf')}
          </th>
          <th scope="col">{t('territory')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ value, rows: count, guess }) => {
          const assigned = assignedTo(settings, value)
          const name = value === '' ? t('emptyValue') : value
          return (
            <tr key={value}>
              <td>
                <div className={css.columnName} title={name}>
                  {name}
                </div>
              </td>
              <td className={css.number}>{formatNumber(count, locale)}</td>
              <td>
                <div className={css.targetCell}>
                  <TerritorySelect
                    aria={t('territoryOf', { value: name })}
                    options={options}
                    placeholder={hasFallback ? t('unassigned') : t('fallbackNone')}
                    value={assigned}
                    onChange={(to) => onAssign(value, to)}
                  />
                  {guess !== null && guess === assigned && <span className={css.quiet}>{t('guessed')}</span>}
                </div>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

interface TerritorySelectProps {
  /** Id of its label, or the label itself. */
  label?: string
  aria?: string
  options: Option[]
  placeholder: string
  value: string | null
  onChange: (value: string | null) => void
}

function TerritorySelect({ label, aria, options, placeholder, value, onChange }: TerritorySelectProps) {
  return (
    <Select
      className={css.defaultSelect}
      aria-label={aria}
      aria-labelledby={label}
      allowClear
      showSearch={{ filterOption: (text, option) => option?.search.includes(text.trim().toLowerCase()) ?? false }}
      placeholder={placeholder}
      options={options}
      value={value}
      onChange={(next?: string) => onChange(next ?? null)}
    />
  )
}
