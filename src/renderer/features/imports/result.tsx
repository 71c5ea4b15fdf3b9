import { CheckCircleFilled, RollbackOutlined } from '@ant-design/icons'
import { paths, type ImportBatchView } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { FigureStrip, Panel, formatNumber, useLocale } from '../../ui/index.ts'
import type { Places } from './import-queries.ts'
import css from './imports.module.css'
import { Kept } from './kept.tsx'
import { RowsList } from './rows-list.tsx'
import { UndoImport } from './undo-import.tsx'
import type { ImportState } from './use-import.ts'

interface ResultProps {
  state: ImportState
  view: ImportBatchView
  known: Places
}

/** What an import did, or what stays after it was taken back. */
export function Result({ state, view, known }: ResultProps) {
  return view.state === 'reverted' ? <Kept view={view} /> : <Done state={state} view={view} known={known} />
}

function Done({ state, view, known }: ResultProps) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  const [, navigate] = useLocation()
  const [asking, setAsking] = useState(false)
  const { counts } = view
  const n = (count = 0): string => formatNumber(count, locale)
  const title = counts?.created
    ? t('done', { count: counts.created, n: n(counts.created) })
    : counts?.updated
      ? t('doneUpdated', { count: counts.updated, n: n(counts.updated) })
      : t('doneNothing')
  const figures = [
    { key: 'created', label: t('figCreated'), count: counts?.created, source: '' },
    { key: 'persons', label: t('figPersons'), count: counts?.persons, source: '' },
    { key: 'sites', label: t('figSites'), count: counts?.sites, source: '' },
    { key: 'updated', label: t('figUpdated'), count: counts?.updated, source: t('figUpdatedSource') },
    { key: 'skipped', label: t('figSkipped'), count: counts?.skipped, source: t('figSkippedSource') },
    { key: 'errors', label: t('figErrors'), count: counts?.errors, source: t('figErrorsSource') }
  ].flatMap(({ count = 0, ...figure }) => (count > 0 ? [{ ...figure, value: n(count) }] : []))
  return (
    <>
      <Panel>
        <div className={css.result}>
          <h2 className={css.resultTitle}>
            <CheckCircleFilled aria-hidden />
            {title}
          </h2>
          {(counts?.created ?? 0) > 0 && <p className={css.quiet}>{t('doneHow')}</p>}
          {figures.length > 0 && <FigureStrip figures={figures} />}
          <div className={css.buttons}>
            <Button type="primary" onClick={() => navigate(paths.accounts)}>
              {t('toAccounts')}
            </Button>
            <Button icon={<RollbackOutlined aria-hidden />} onClick={() => setAsking(true)}>
              {t('undo')}
            </Button>
          </div>
        </div>
      </Panel>
      {(counts?.errors ?? 0) > 0 && (
        <Panel flush title={t('leftOut')} extra={n(counts?.errors)} footer={t('leftOutHow')}>
          <RowsList id={view.id} show="error" version={state.version} known={known} />
        </Panel>
      )}
      <UndoImport
        open={asking}
        view={view}
        onCancel={() => setAsking(false)}
        onUndo={() => {
          setAsking(false)
          state.revert()
        }}
      />
    </>
  )
}
