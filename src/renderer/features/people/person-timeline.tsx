import { CarOutlined, CheckSquareOutlined, MailOutlined, MessageOutlined, PhoneOutlined } from '@ant-design/icons'
import { codeLabel } from '@fieldfile/domain/identity/labels'
import type { TimelineItem } from '@fieldfile/domain/identity/timeline'
import { paths } from '@fieldfile/protocol'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { Timeline, formatDate, useLocale, wallClock, type TimelineEntry } from '../../ui/index.ts'
import css from './people.module.css'

const pageLength = 20

const iconOf = ({ kind, how }: TimelineItem) => {
  if (kind === 'task') return <CheckSquareOutlined />
  if (kind === 'visit' || how === 'visit') return <CarOutlined />
  if (how === 'callIn' || how === 'callOut') return <PhoneOutlined />
  return how?.startsWith('mail') ? <MailOutlined /> : <MessageOutlined />
}

/** What happened with this person, all departments, newest first. */
export function PersonTimeline({ items, now, zone }: { items: readonly TimelineItem[]; now: number; zone: string }) {
  const { t } = useTranslation('people')
  const locale = useLocale()
  const [, navigate] = useLocation()
  const [shown, setShown] = useState(pageLength)
  const today = wallClock(now, zone).date
  const basisOf = ({ kind, how }: TimelineItem) => {
    if (kind === 'task') return t('kind_task')
    if (kind === 'visit') return how ? t(`visit_${how as 'closed'}`) : undefined
    return codeLabel('interaction', 'channel', how, locale) ?? undefined
  }
  const entries = items.slice(0, shown).map((item): TimelineEntry => ({
    key: `${item.kind}-${item.id}`,
    date: formatDate(wallClock(item.at, zone).date, locale, { today }),
    icon: iconOf(item),
    kind: item.kind === 'visit' ? t('kind_visit') : t(`dep_${item.department ?? 'none'}`),
    by: item.by ?? undefined,
    text: item.text || (item.kind === 'visit' ? t('kind_visit') : '—'),
    tag: item.unsent ? { tone: 'info', text: t('unsent') } : undefined,
    basis: basisOf(item),
    onOpen: item.kind === 'visit' ? () => navigate(paths.visit(item.id)) : undefined
  }))
  return (
    <>
      <Timeline entries={entries} label={t('timeline')} />
      {items.length > shown && (
        <button type="button" className={css.text} onClick={() => setShown(shown + pageLength)}>
          {t('moreItems', { n: Math.min(pageLength, items.length - shown) })}
        </button>
      )}
    </>
  )
}
