import type { DueItem } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from '../client/index.ts'
import { Dialog, EmptyState, ToneIcon, formatInstant, useLocale, useToasts } from '../ui/index.ts'
import css from './app.module.css'
import { dueNow } from './due-query.ts'
import { navigate } from './history.ts'
import { localZone } from './local-zone.ts'

/** What is due now, without what was put off here. */
export function useNotices(now: number): { items: readonly DueItem[]; putOff: (item: DueItem, until: number) => void } {
  const locale = useLocale()
  const { data = [] } = useQuery(dueNow, { language: locale })
  const [later, setLater] = useState<ReadonlyMap<string, number>>(new Map())
  return {
    items: data.filter(({ id }) => (later.get(id) ?? 0) <= now),
    putOff: (item, until) => {
      setLater((before) => new Map(before).set(item.id, until))
      void window.fieldfile.call('reminders.snooze', { id: item.id, until })
    }
  }
}

const tones = { alarm: 'danger', notice: 'warn', info: 'info' } as const
const toneClass = { alarm: css.toneDanger, notice: css.toneWarn, info: css.toneInfo } as const
const hour = 3_600_000

/** Eight in the morning of the next day, in this computer's zone. */
function tomorrowMorning(now: number): number {
  const day = new Date(now)
  day.setDate(day.getDate() + 1)
  return day.setHours(8, 0, 0, 0)
}

export interface NoticesProps extends ReturnType<typeof useNotices> {
  open: boolean
  onClose: () => void
  now: number
}

export function Notices({ open, onClose, now, items, putOff }: NoticesProps) {
  const { t } = useTranslation('app')
  const locale = useLocale()
  const zone = localZone()
  const go = (item: DueItem) => {
    onClose()
    navigate(item.path)
  }
  const later = (item: DueItem, until: number) => {
    putOff(item, until)
    useToasts.getState().show({ text: t('snoozed', { title: item.title }), undo: () => putOff(item, Date.now()) })
  }
  return (
    <Dialog open={open} onClose={onClose} title={t('notices')}>
      {items.length === 0 && <EmptyState title={t('noNotices')} how={t('noNoticesHow')} />}
      <ul className={css.notices}>
        {items.map((item) => (
          <li key={item.id} className={css.notice}>
            <span className={toneClass[item.level]}>
              <ToneIcon tone={tones[item.level]} />
            </span>
            <button type="button" className={css.noticeOpen} onClick={() => go(item)}>
              {item.title}
            </button>
            <span className={css.noticeTime}>{formatInstant(item.fireAt, locale, now, zone)}</span>
            <p className={css.noticeBody}>{item.body}</p>
            <div className={css.noticeActions}>
              <Button size="small" type="text" onClick={() => later(item, now + hour)}>
                {t('snoozeHour')}
              </Button>
              <Button size="small" type="text" onClick={() => later(item, tomorrowMorning(now))}>
                {t('snoozeTomorrow')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
