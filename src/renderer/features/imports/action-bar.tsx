import type { ImportBatchView, ImportCounts } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Kbd, formatNumber, useLocale } from '../../ui/index.ts'
import css from './imports.module.css'
import type { ImportState } from './use-import.ts'

/** The one button, and in words what it does. */
export function ActionBar({ state, view }: { state: ImportState; view: ImportBatchView }) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  const { counts, missing } = view
  const n = (count: number): string => formatNumber(count, locale)
  const makes = counts ? counts.created + counts.updated : 0
  const ready = makes > 0 && missing.length === 0 && !state.checking
  const label =
    !counts || makes === 0 || missing.length > 0
      ? t('nothing')
      : counts.created > 0
        ? t('import', { count: makes, n: n(makes) })
        : t('fillOnly', { count: makes, n: n(makes) })
  const submit = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== 'Enter' || !ready) return
    if (document.querySelector('dialog[open]')) return
    event.preventDefault()
    state.commit()
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => submit(event)
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  return (
    <div className={css.actions}>
      <div className={css.actionText} role="status">
        {missing.length > 0 ? t('needColumns') : state.checking ? t('wait') : counts && <WillDo counts={counts} />}
      </div>
      <Button type="primary" disabled={!ready} onClick={state.commit}>
        {label} {ready && <Kbd>Ctrl Enter</Kbd>}
      </Button>
    </div>
  )
}

function WillDo({ counts }: { counts: ImportCounts }) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  const part = (key: 'willCreate' | 'willFill' | 'willPersons' | 'willSites', count: number): string[] =>
    count > 0 ? [t(key, { count, n: formatNumber(count, locale) })] : []
  const makes = [
    ...part('willCreate', counts.created),
    ...part('willFill', counts.updated),
    ...part('willPersons', counts.persons),
    ...part('willSites', counts.sites)
  ]
  const left =
    counts.errors > 0 ? [t('willSkip', { count: counts.errors, n: formatNumber(counts.errors, locale) })] : []
  return [makes.join(locale === 'en' ? ', ' : '、'), ...left].filter(Boolean).join(locale === 'en' ? '; ' : '；')
}
