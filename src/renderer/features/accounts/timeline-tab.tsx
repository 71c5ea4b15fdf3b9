import {
  CarOutlined,
  CheckSquareOutlined,
  GlobalOutlined,
  MailOutlined,
  MessageOutlined,
  PhoneOutlined,
  PlusOutlined,
  TeamOutlined,
  VideoCameraOutlined
} from '@ant-design/icons'
import { paths } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import {
  EmptyState,
  Panel,
  Segments,
  Timeline,
  formatDate,
  useLocale,
  wallClock,
  type TimelineEntry
} from '../../ui/index.ts'
import type { TabProps } from './account-screen.tsx'
import css from './accounts.module.css'
import { codeLabel } from '@fieldfile/domain/identity/labels'
import { departments, type Department, type TimelineItem } from '@fieldfile/domain/identity/timeline'

const pageLength = 50

/** W-08: every department in one stream. */
export function TimelineTab({ file, gone, onCapture }: TabProps) {
  const { t } = useTranslation('accounts')
  const [department, setDepartment] = useState<Department | 'all'>('all')
  const [shown, setShown] = useState(pageLength)
  const present = departments.filter((d) => file.timeline.some((item) => item.department === d))
  const items = file.timeline.filter((item) => department === 'all' || item.department === department)
  const add = !gone && (
    <Button size="small" type="link" icon={<PlusOutlined aria-hidden />} onClick={() => onCapture('interaction')}>
      {t('addContact')}
    </Button>
  )
  if (file.timeline.length === 0)
    return (
      <Panel>
        <EmptyState
          title={t('timelineEmpty')}
          how={t('timelineEmptyHow')}
          action={{ label: t('addContact'), onAct: () => onCapture('interaction') }}
        />
      </Panel>
    )
  return (
    <Panel title={t('timeline')} extra={add}>
      {present.length > 1 && (
        <div className={css.segments}>
          <Segments
            label={t('department')}
            value={department}
            onChange={(next) => {
              setDepartment(next)
              setShown(pageLength)
            }}
            options={[
              { value: 'all' as const, label: t('allDepartments') },
              ...present.map((value) => ({ value, label: t(`dep_${value}`) }))
            ]}
          />
        </div>
      )}
      <AccountTimeline items={items.slice(0, shown)} now={file.now} zone={file.me.zone} />
      {items.length > shown && (
        <button type="button" className={css.text} onClick={() => setShown(shown + pageLength)}>
          {t('moreItems', { n: Math.min(pageLength, items.length - shown) })}
        </button>
      )}
    </Panel>
  )
}

const icons: Readonly<Record<string, ReactNode>> = {
  visit: <CarOutlined />,
  callIn: <PhoneOutlined />,
  callOut: <PhoneOutlined />,
  mailIn: <MailOutlined />,
  mailOut: <MailOutlined />,
  letter: <MailOutlined />,
  fax: <MailOutlined />,
  wechat: <MessageOutlined />,
  video: <VideoCameraOutlined />,
  event: <TeamOutlined />,
  portal: <GlobalOutlined />,
  task: <CheckSquareOutlined />
}

/** The stream as rows: when, which department, who, what, and how it is known. */
export function AccountTimeline({ items, now, zone }: { items: readonly TimelineItem[]; now: number; zone: string }) {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const [, navigate] = useLocation()
  const today = wallClock(now, zone).date
  const join = (names: string[]) => names.join(locale === 'en' ? ', ' : '、')
  const entries = items.map((item): TimelineEntry => {
    const names = join(item.people.map(({ name }) => name))
    const what = item.text || (item.kind === 'visit' ? t('visitNoText') : '')
    const who = names && (item.kind === 'visit' ? t('metPeople', { names }) : t('withPeople', { names }))
    const sayWho = who && !names.split(/[、,]\s*/).every((name) => what.includes(name))
    const basis =
      item.kind === 'interaction'
        ? codeLabel('interaction', 'channel', item.how, locale)
        : item.kind === 'task'
          ? t('kind_task')
          : item.how
            ? t(`visit_${item.how as 'closed'}`)
            : null
    return {
      key: `${item.kind}-${item.id}`,
      date: formatDate(wallClock(item.at, zone).date, locale, { today }),
      icon: icons[item.kind === 'interaction' ? (item.how ?? 'event') : item.kind],
      kind: item.kind === 'visit' ? t('kind_visit') : t(`dep_${item.department ?? 'none'}`),
      by: item.by ?? undefined,
      text: [sayWho ? who : '', what].filter(Boolean).join(locale === 'en' ? '; ' : '：'),
      tag: item.unsent
        ? { tone: 'info', text: t('unsent') }
        : item.how === 'refused' && item.kind === 'visit'
          ? { tone: 'danger', text: t('visit_refused') }
          : undefined,
      basis: basis ?? undefined,
      onOpen: item.kind === 'visit' ? () => navigate(paths.visit(item.id)) : undefined
    }
  })
  return <Timeline entries={entries} label={t('timeline')} />
}
