import type { ImportBatchView, ImportCounts, ImportSettings } from '@fieldfile/protocol'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FigureStrip, Panel, Segments, formatNumber, useLocale, type Figure, type Locale } from '../../ui/index.ts'
import type { Places } from './import-queries.ts'
import css from './imports.module.css'
import { RowsList } from './rows-list.tsx'
import type { ImportState } from './use-import.ts'
import type { Show } from './use-rows.ts'

interface CheckPanelProps {
  state: ImportState
  view: ImportBatchView
  settings: ImportSettings
  known: Places
}

const shows = ['error', 'alike', 'create', 'update', 'skip'] as const
const countOf: Readonly<Record<(typeof shows)[number], (counts: ImportCounts) => number>> = {
  error: ({ errors }) => errors,
  alike: ({ alike }) => alike,
  create: ({ created }) => created,
  update: ({ rows, errors, created, skipped }) => rows - errors - created - skipped,
  skip: ({ skipped }) => skipped
}

/** Step 4: what would happen, what is wrong, and what looks alike. */
export function CheckPanel({ state, view, settings, known }: CheckPanelProps) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  const [chosen, setChosen] = useState<Show | null>(null)
  const { counts } = view
  if (!counts) return null
  const n = (show: (typeof shows)[number]): number => countOf[show](counts)
  // The worst first: what is wrong, then what is doubtful.
  const show = chosen ?? shows.find((one) => n(one) > 0) ?? 'create'
  const options = shows.map((value) => ({
    value,
    label: t(`show_${value}`, { n: formatNumber(n(value), locale) })
  }))
  const existing = [
    { value: 'skip', label: t('onExistingSkip') },
    { value: 'fill', label: t('onExistingFill') }
  ] as const
  return (
    <Panel flush title={`4. ${t('checkTitle')}`} extra={<span role="status">{state.checking && t('checking')}</span>}>
      <div className={css.checkHead}>
        <span>{t('onExisting')}</span>
        <Segments
          label={t('onExisting')}
          options={existing}
          value={settings.onExisting}
          onChange={(onExisting) => state.change({ onExisting })}
        />
        <span className={css.quiet}>{t('onExistingHow')}</span>
      </div>
      <div className={state.checking ? css.busy : undefined}>
        <div className={css.figures}>
          <FigureStrip figures={figuresOf(counts, settings.onExisting === 'fill', t, locale)} />
        </div>
        {view.missing.length === 0 && (
          <>
            <div className={css.rowsHead}>
              <Segments
                label={t('show')}
                options={options}
                value={show === 'all' ? null : show}
                onChange={(value) => setChosen(value)}
              />
            </div>
            <RowsList id={view.id} show={show} version={state.version} known={known} />
          </>
        )}
      </div>
    </Panel>
  )
}

type Translate = (key: `fig${string}`) => string

function figuresOf(counts: ImportCounts, fills: boolean, t: Translate, locale: Locale): Figure[] {
  const figure = (key: string, label: string, value: number, source: string, always = true): Figure[] =>
    always || value > 0 ? [{ key, label, value: formatNumber(value, locale), source }] : []
  const made = t('figCreatedSource')
  return [
    ...figure('created', t('figCreated'), counts.created, made),
    ...figure('persons', t('figPersons'), counts.persons, made),
    ...figure('sites', t('figSites'), counts.sites, made, false),
    ...figure('updated', t('figUpdated'), counts.updated, t('figUpdatedSource'), fills),
    ...figure('skipped', t('figSkipped'), counts.skipped, t('figSkippedSource')),
    ...figure('alike', t('figAlike'), counts.alike, t('figAlikeSource')),
    ...figure('errors', t('figErrors'), counts.errors, t('figErrorsSource'))
  ]
}
