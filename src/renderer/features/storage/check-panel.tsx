import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { checkStorage, rebuildStorage, useStatus, type CheckReport } from '../../client/index.ts'
import { formatNumber, Panel, ProgressBar, useLocale } from '../../ui/index.ts'
import { Said } from './said.tsx'
import css from './storage.module.css'
import { useSay } from './use-say.ts'

type Progress = { what: 'check' | 'repair'; done: number; total: number }

/** Look at everything, say what was found in plain words, offer the one thing that cures it. */
export function CheckPanel({ onDone }: { onDone: () => Promise<void> }) {
  const { t } = useTranslation('storage')
  const { tellFailed, tell } = useSay()
  const locale = useLocale()
  const rebuilding = useStatus((status) => status.found?.rebuilding ?? false)
  const [progress, setProgress] = useState<Progress | null>(null)
  const [report, setReport] = useState<CheckReport | null>(null)
  const run = async (what: Progress['what'], act: (on: (done: number, total: number) => void) => Promise<void>) => {
    setReport(null)
    setProgress({ what, done: 0, total: 0 })
    await act((done, total) => setProgress({ what, done, total })).catch(tellFailed)
    setProgress(null)
    await onDone()
  }
  const check = () => run('check', async (on) => setReport(await checkStorage(on)))
  const repair = () =>
    run('repair', async (on) => {
      await rebuildStorage(on)
      tell(t('repaired'))
    })
  const busy = progress !== null
  const number = (n: number) => formatNumber(n, locale)
  return (
    <Panel title={t('check')}>
      <div className={css.stack}>
        <p>{t('checkHow')}</p>
        <div className={css.actions}>
          <Button disabled={busy} onClick={() => void check()}>
            {t('checkNow')}
          </Button>
          {progress && (
            <div className={css.progress} role="status">
              <span>
                {t(progress.what === 'check' ? 'checking' : 'repairing', {
                  done: number(progress.done),
                  total: number(progress.total)
                })}
              </span>
              <ProgressBar value={progress.total > 0 ? progress.done / progress.total : 0} label={t('checkProgress')} />
            </div>
          )}
        </div>
        {report && <Found report={report} />}
        {rebuilding ? (
          <p role="status">{t('rebuilding')}</p>
        ) : (
          <div className={css.actions}>
            <Button
              type={report && isBad(report) ? 'primary' : 'default'}
              disabled={busy}
              onClick={() => void repair()}
            >
              {t('repair')}
            </Button>
            <span className={css.hint}>{t('repairHow')}</span>
          </div>
        )}
      </div>
    </Panel>
  )
}

const isBad = ({ damaged, missing }: CheckReport): boolean => damaged > 0 || missing

function Found({ report }: { report: CheckReport }) {
  const { t } = useTranslation('storage')
  const locale = useLocale()
  const { values, damaged, missing, lines, linesDamaged, unsent } = report
  const bad = isBad(report)
  const number = (n: number) => formatNumber(n, locale)
  const said = [
    damaged > 0 && t('checkBad', { damaged: number(damaged) }),
    missing && t('checkMissing'),
    linesDamaged > 0 && t('checkLines', { count: linesDamaged })
  ].filter(Boolean)
  return (
    <div className={css.stack} role="status">
      <Said tone={said.length > 0 ? 'warn' : 'ok'}>
        {said.length > 0
          ? said.join(locale === 'en' ? ' ' : '')
          : t('checkFine', { values: number(values), lines: number(lines) })}
      </Said>
      <p>
        {[bad && t('checkBadHow'), linesDamaged > 0 && t('checkLinesHow'), t('checkUnsent', { count: unsent })]
          .filter(Boolean)
          .join(locale === 'en' ? ' ' : '')}
      </p>
    </div>
  )
}
