import { looksLikeNames } from '@fieldfile/domain/imports/mapping'
import { paths, type ImportBatchView, type ImportSettings } from '@fieldfile/protocol'
import { encodings } from '@fieldfile/protocol/imports'
import { Select } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Panel, Segments, formatInstant, formatNumber, useLocale } from '../../ui/index.ts'
import { sayCode } from './failure.ts'
import css from './imports.module.css'
import { Notice } from './notice.tsx'
import type { ImportState } from './use-import.ts'

const encodingNames: Readonly<Record<(typeof encodings)[number], string>> = {
  'utf-8': 'UTF-8',
  gb18030: 'GB 18030 / GBK',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  'windows-1252': 'Windows-1252',
  big5: 'Big5',
  shift_jis: 'Shift JIS'
}
const encodingOptions = encodings.map((value) => ({ value, label: encodingNames[value] }))

interface FilePanelProps {
  state: ImportState
  view: ImportBatchView
  settings: ImportSettings
  now: number
  zone: string
}

/** Step 1: is this the file, and is it read as it was meant? */
export function FilePanel({ state, view, settings, now, zone }: FilePanelProps) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  const id = useId()
  const yesNo = [
    { value: 'yes', label: t('yes') },
    { value: 'no', label: t('no') }
  ] as const
  const first = view.settings.hasHeader ? view.columns.map(({ name }) => name) : (view.preview[0] ?? [])
  return (
    <Panel title={`1. ${t('stepFile')}`}>
      <div className={css.fileGrid}>
        <dl className={css.facts}>
          <dt>{t('rows')}</dt>
          <dd>{view.counts ? formatNumber(view.counts.rows, locale) : '—'}</dd>
          <dt id={id}>{t('encoding')}</dt>
          <dd>
            <Select
              className={css.wide}
              aria-labelledby={id}
              options={encodingOptions}
              value={settings.encoding}
              onChange={(encoding) => state.change({ encoding })}
            />
          </dd>
          <dt>{t('header')}</dt>
          <dd>
            <Segments
              label={t('header')}
              options={yesNo}
              value={settings.hasHeader ? 'yes' : 'no'}
              onChange={(value) => state.change({ hasHeader: value === 'yes' })}
            />
          </dd>
        </dl>
        <Preview view={view} />
      </div>
      <p className={`${css.quiet} ${css.below}`}>{t('more')}</p>
      {!looksLikeNames(first) && (
        <div className={css.below}>
          <Notice tone="warn">{sayCode('FILE_NO_HEADER', locale)}</Notice>
        </div>
      )}
      {view.sameFileAs && (
        <div className={css.below}>
          <Notice tone="warn" actions={<Link href={paths.import(view.sameFileAs.id)}>{t('sameOpen')}</Link>}>
            {t('same', { when: formatInstant(view.sameFileAs.at, locale, now, zone) })}
          </Notice>
        </div>
      )}
    </Panel>
  )
}

const shownRows = 4

function Preview({ view: { columns, preview, settings } }: { view: ImportBatchView }) {
  const { t } = useTranslation('imports')
  return (
    <div className={css.preview} tabIndex={0} role="region" aria-label={t('preview')}>
      <table className={css.previewTable}>
        <caption>{t('preview')}</caption>
        <thead>
          <tr>
            {columns.map(({ name }, i) => (
              <th key={i} scope="col">
                {settings.hasHeader ? name : t('columnN', { n: i + 1 })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.slice(0, shownRows).map((cells, row) => (
            <tr key={row}>
              {cells.map((cell, i) => (
                <td key={i} title={cell}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
