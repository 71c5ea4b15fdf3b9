import type { ImportBatchView } from '@fieldfile/protocol'
import { useTranslation } from 'react-i18next'
import { Panel, formatNumber, useLocale } from '../../ui/index.ts'
import css from './imports.module.css'

/** The server writes in one piece, so there is no share to show: only that it runs. */
export function Running({ view, step }: { view: ImportBatchView; step: 'commit' | 'revert' }) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  const count = (view.counts?.created ?? 0) + (view.counts?.updated ?? 0)
  const title = step === 'commit' ? t('running', { count, n: formatNumber(count, locale) }) : t('reverting')
  return (
    <Panel>
      <div className={css.running} role="status">
        <div className={css.runningTitle}>{title}</div>
        <div className={css.track} role="progressbar" aria-label={title}>
          <div className={css.runner} />
        </div>
        <div className={css.quiet}>{t('runningHow')}</div>
      </div>
    </Panel>
  )
}
