import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OutboxEntry } from '../../client/index.ts'
import { formatInstant, useLocale, type ValueContext } from '../../ui/index.ts'
import { fieldWords, kindWord } from './outbox-words.ts'
import css from './sync-screen.module.css'

export interface WaitingListProps {
  entries: readonly OutboxEntry[]
  titles: Readonly<Record<string, string>>
  context: ValueContext
  now: number
  offline: boolean
  /** Rows shown before "more". */
  first: number
}

/** What is saved here and not sent yet, in plain words, in the order it goes out. */
export function WaitingList({ entries, titles, context, now, offline, first }: WaitingListProps) {
  const { t } = useTranslation('sync')
  const locale = useLocale()
  const [all, setAll] = useState(false)
  const shown = all ? entries : entries.slice(0, first)
  return (
    <>
      <ul className={css.waitingList}>
        {shown.map((entry) => {
          const what = t('what', { kind: kindWord(entry.type, locale), verb: t(entry.kind) })
          const fields = entry.kind === 'edit' ? fieldWords(entry, locale).join(locale === 'en' ? ', ' : '、') : ''
          return (
            <li key={entry.opId} className={css.waiting}>
              <div className={css.waitingTitle}>{titles[entry.id] ?? '—'}</div>
              <div className={css.waitingWhen}>{t(offline ? 'offline' : 'next')}</div>
              <div className={css.waitingWhat}>
                {[what, fields, formatInstant(entry.at, locale, now, context.zone)].filter(Boolean).join(' · ')}
              </div>
            </li>
          )
        })}
      </ul>
      {shown.length < entries.length && (
        <Button type="link" className={css.more} onClick={() => setAll(true)}>
          {t('more', { count: entries.length - shown.length })}
        </Button>
      )}
    </>
  )
}
