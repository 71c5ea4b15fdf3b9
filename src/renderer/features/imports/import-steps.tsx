import type { ImportBatchView } from '@fieldfile/protocol'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { formatNumber, useLocale } from '../../ui/index.ts'
import { usePageKeys } from '../../ui/record/index.ts'
import { ActionBar } from './action-bar.tsx'
import { CheckPanel } from './check-panel.tsx'
import { ColumnsPanel } from './columns-panel.tsx'
import { FilePanel } from './file-panel.tsx'
import type { Places } from './import-queries.ts'
import css from './imports.module.css'
import { Stepper, type Step } from './stepper.tsx'
import { unassignedRows } from './territory-rows.ts'
import { TerritoriesPanel } from './territories-panel.tsx'
import type { ImportState } from './use-import.ts'

export interface StepsProps {
  state: ImportState
  view: ImportBatchView
  known: Places
  now: number
}

const keys = ['file', 'columns', 'territories', 'check'] as const
const idOf = (key: string): string => `import-${key}`

/** One page with four steps. All are open: a step is a place to look, not a door. */
export function ImportSteps({ state, view, known, now }: StepsProps) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  const n = (count: number): string => formatNumber(count, locale)
  const settings = state.settings ?? view.settings
  const lost = unassignedRows(view, settings)
  const errors = view.counts?.errors ?? 0
  const ready = t('stepReady')
  const steps: Record<(typeof keys)[number], Omit<Step, 'key'>> = {
    file: view.sameFileAs
      ? { name: t('stepFile'), tone: 'warn', note: t('stepSame') }
      : { name: t('stepFile'), tone: 'ok', note: ready },
    columns:
      view.missing.length > 0
        ? { name: t('stepColumns'), tone: 'danger', note: t('stepMissing', { n: view.missing.length }) }
        : { name: t('stepColumns'), tone: 'ok', note: ready },
    territories:
      lost > 0
        ? { name: t('stepTerritories'), tone: 'warn', note: t('stepNoTerritory', { count: lost, n: n(lost) }) }
        : { name: t('stepTerritories'), tone: 'ok', note: ready },
    check: state.checking
      ? { name: t('stepCheck'), tone: null, note: t('checking') }
      : errors > 0
        ? { name: t('stepCheck'), tone: 'warn', note: t('stepErrors', { count: errors, n: n(errors) }) }
        : { name: t('stepCheck'), tone: 'ok', note: ready }
  }
  const go = useCallback((key: string) => {
    const section = document.getElementById(idOf(key))
    section?.scrollIntoView({ block: 'start' })
    section?.focus({ preventScroll: true })
  }, [])
  usePageKeys(Object.fromEntries(keys.map((key, i) => [String(i + 1), () => go(key)])))
  const panels = {
    file: <FilePanel {...{ state, view, settings, now }} zone={known.zone} />,
    columns: <ColumnsPanel {...{ state, view, settings }} />,
    territories: <TerritoriesPanel {...{ state, view, settings }} territories={known.territories} />,
    check: <CheckPanel {...{ state, view, settings, known }} />
  }
  return (
    <>
      <Stepper steps={keys.map((key) => ({ key, ...steps[key] }))} onGo={go} />
      {keys.map((key) => (
        <div key={key} id={idOf(key)} className={css.section} tabIndex={-1}>
          {panels[key]}
        </div>
      ))}
      <ActionBar state={state} view={view} />
    </>
  )
}
