import { EllipsisOutlined, PhoneOutlined, PlusOutlined, CalendarOutlined } from '@ant-design/icons'
import { telUri } from '@fieldfile/domain/identity/phone'
import { paths, type Transition } from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import { Button, Dropdown, type MenuProps } from 'antd'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import {
  RecordHeader,
  formatDay,
  formatPhone,
  useLocale,
  useToasts,
  wallClock,
  type Figure,
  type Flag,
  type Tone
} from '../../ui/index.ts'
import { flagsOf, farDays } from './account-flags.ts'
import type { CaptureKind } from './capture.tsx'
import { daysLate, daysSince } from './days.ts'
import type { AccountFile, PersonCard } from './file-query.ts'
import { codeLabel } from '@fieldfile/domain/identity/labels'

export const tabs = ['overview', 'people', 'sites', 'timeline', 'tasks', 'file'] as const
export type Tab = (typeof tabs)[number]
const tabWords = {
  overview: 'tabOverview',
  people: 'tabPeople',
  sites: 'tabSites',
  timeline: 'tabTimeline',
  tasks: 'tabTasks',
  file: 'tabFile'
} as const

export const plannerFor = (accountId: string): string => `${paths.planner}?account=${accountId}`

export interface AccountHeaderProps {
  file: AccountFile
  tab: Tab
  gone: boolean
  onCapture: (kind: CaptureKind, initial?: Readonly<Record<string, unknown>>, successorOf?: string) => void
  onStep: (event: string) => void
  onDelete: () => void
}

export function AccountHeader({ file, tab, gone, onCapture, onStep, onDelete }: AccountHeaderProps) {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const [, navigate] = useLocation()
  const { account, people, sites, tasks, timeline } = file
  const { body } = account
  const go = (to: Tab) => navigate(paths.account(account.id, to === 'overview' ? undefined : to))
  const goals = {
    tasks: { label: t('goTasks'), onAct: () => go('tasks') },
    sites: { label: t('goSite'), onAct: () => go('sites') },
    visit: { label: t('goVisit'), onAct: () => navigate(plannerFor(account.id)) }
  }
  const follow = (person: PersonCard) => ({
    label: t('goPeople'),
    onAct: () => onCapture('person', { position: person.position }, person.id)
  })
  const flags: Flag[] = flagsOf(file, locale).map(({ key, tone, topic, text, values, goal, person }) => ({
    key,
    tone,
    topic: t(topic),
    text: t(text, values),
    action: person ? follow(person) : goal && goal !== 'people' ? goals[goal] : undefined
  }))
  const active = people.filter(({ status }) => status === 'active' || status === null)
  const counts: Partial<Record<Tab, number>> = {
    people: active.length,
    sites: sites.length,
    timeline: timeline.length,
    tasks: tasks.length
  }
  return (
    <RecordHeader
      title={file.name}
      classBadge={typeof body['abcClass'] === 'string' ? body['abcClass'] : undefined}
      status={statusOf(file, locale)}
      facts={[
        codeLabel('account', 'customerNature', body['customerNature'] as string, locale),
        file.industry,
        sites.length > 0 ? t('nSites', { count: sites.length }) : null,
        body['city'] as string | null,
        body['ownerUserId'] ? t('ownerIs', { name: account.names[String(body['ownerUserId'])] ?? '—' }) : t('noOwner'),
        account.origin === 'server' ? t('fromServer') : null
      ].filter((fact): fact is string => Boolean(fact))}
      flags={flags}
      figures={useFigures(file, active.length)}
      tabs={tabs.map((key) => ({ key, label: t(tabWords[key]), count: counts[key] || undefined }))}
      tab={tab}
      onTab={(key) => go(key as Tab)}
      actions={
        gone ? undefined : (
          <>
            <CallButton file={file} onNone={() => go('file')} />
            <Dropdown trigger={['click']} menu={captureMenu(t, onCapture)}>
              <Button icon={<PlusOutlined aria-hidden />}>{t('capture')}</Button>
            </Dropdown>
            <Button
              type="primary"
              icon={<CalendarOutlined aria-hidden />}
              onClick={() => navigate(plannerFor(account.id))}
            >
              {t('newVisit')}
            </Button>
            <MoreButton file={file} onStep={onStep} onDelete={onDelete} />
          </>
        )
      }
    />
  )
}

const decisionTones: Readonly<Record<string, Tone>> = { retire: 'warn' }
const statusTones: Readonly<Record<string, Tone>> = {
  active: 'ok',
  dormant: 'warn',
  lost: 'danger',
  retired: 'neutral'
}
function statusOf(
  { account: { body } }: AccountFile,
  locale: 'zh-CN' | 'en'
): { tone: Tone; text: string } | undefined {
  const decision = body['portfolioDecision'] as string | undefined
  const status = body['lifecycleStatus'] as string | undefined
  // For a running customer the strategy says more than that it is running.
  const [field, code, tones] =
    decision && status === 'active'
      ? (['portfolioDecision', decision, decisionTones] as const)
      : (['lifecycleStatus', status, statusTones] as const)
  const text = codeLabel('account', field, code, locale)
  return text && code ? { tone: tones[code] ?? 'info', text } : undefined
}

type Words = ReturnType<typeof useTranslation<'accounts'>>['t']

function captureMenu(t: Words, onCapture: (kind: CaptureKind) => void): MenuProps {
  return {
    items: [
      { key: 'interaction', label: t('recordContact') },
      { key: 'task', label: t('recordTask') },
      { key: 'person', label: t('recordPerson') },
      { key: 'site', label: t('recordSite') }
    ],
    onClick: ({ key }) => onCapture(key as CaptureKind)
  }
}

function CallButton({ file, onNone }: { file: AccountFile; onNone: () => void }) {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const main = (file.account.body['phones'] ?? []) as string[]
  const numbers = [
    ...main.map((phone) => ({ who: t('switchboard'), phone })),
    ...file.people
      .filter(({ status }) => status === 'active')
      .flatMap(({ name, mobiles, workPhone }) =>
        [...mobiles, workPhone].flatMap((phone) => (phone ? [{ who: name, phone }] : []))
      )
  ].slice(0, 12)
  const items: MenuProps['items'] =
    numbers.length === 0
      ? [{ key: 'none', label: t('noPhone'), onClick: onNone }]
      : numbers.map(({ who, phone }, index) => ({
          key: String(index),
          label: (
            <a href={telUri(phone)}>
              {who} · {formatPhone(phone, locale)}
            </a>
          )
        }))
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button icon={<PhoneOutlined aria-hidden />}>{t('call')}</Button>
    </Dropdown>
  )
}

/** Life-cycle steps that may be taken from where the customer stands, by the table of the definition. */
function stepsFrom(file: AccountFile): [string, Transition][] {
  const cycle = types.get('account')?.entity.lifeCycle
  const status = (file.account.body['lifecycleStatus'] as string | undefined) ?? null
  return Object.entries(cycle?.events ?? {}).filter(
    ([event, rule]) => rule.from.includes(status) && rule.to !== 'given' && file.steps.includes(event)
  )
}

function MoreButton({ file, onStep, onDelete }: Pick<AccountHeaderProps, 'file' | 'onStep' | 'onDelete'>) {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const show = useToasts((state) => state.show)
  const copyLink = async () => {
    await navigator.clipboard.writeText(`fieldfile:/${paths.record(file.account.id)}`)
    show({ text: t('linkCopied') })
  }
  const steps = stepsFrom(file).map(([event, rule]) => ({
    key: event,
    label: `${locale === 'en' ? rule.label.en : rule.label.zh}${rule.reason === 'always' ? '…' : ''}`,
    onClick: () => onStep(event)
  }))
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          ...steps,
          ...(steps.length > 0 ? [{ type: 'divider' as const }] : []),
          { key: 'link', label: t('copyLink'), onClick: () => void copyLink() },
          ...(file.account.mayDelete ? [{ key: 'delete', danger: true, label: t('remove'), onClick: onDelete }] : [])
        ]
      }}
    >
      <Button icon={<EllipsisOutlined aria-hidden />} aria-label={t('more')} title={t('more')} />
    </Dropdown>
  )
}

function useFigures(file: AccountFile, inPost: number): Figure[] {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const { now, me, lastVisit, nextVisit, tasks, completeness, account } = file
  const last = lastVisit ? daysSince(lastVisit, now, me.zone) : null
  const late = tasks.filter((task) => daysLate(task.due, now, me.zone) > 0).length
  const today = wallClock(now, me.zone).date
  const since = sinceParts(account.body['customerSince'], today)
  const score = completeness.score === null ? null : Math.round(completeness.score * 100)
  return [
    {
      key: 'last',
      label: t('figLast'),
      value: last === null ? t('never') : last,
      note: last === null ? undefined : t('daysAgo'),
      delta: last !== null && last > farDays ? { text: `> ${farDays}`, direction: 'flat', tone: 'warn' } : undefined,
      source: lastVisit ? formatDay(wallClock(lastVisit, me.zone).date, locale, today) : t('fromVisits')
    },
    {
      key: 'next',
      label: t('figNext'),
      value: nextVisit ? formatDay(wallClock(nextVisit.at, me.zone).date, locale, today) : '—',
      note: nextVisit ? wallClock(nextVisit.at, me.zone).time : t('none'),
      source: nextVisit?.by ?? t('fromVisits')
    },
    {
      key: 'tasks',
      label: t('figTasks'),
      value: tasks.length,
      delta: late > 0 ? { text: t('late', { n: late }), direction: 'flat', tone: 'danger' } : undefined,
      source: t('fromTasks')
    },
    { key: 'met', label: t('figMet'), value: file.met, note: t('ofPeople', { n: inPost }), source: t('fromVisits') },
    {
      key: 'complete',
      label: t('figComplete'),
      value: score === null ? '—' : `${score} %`,
      source: t('computedToday')
    },
    {
      key: 'since',
      label: t('figSince'),
      value: since ? since.n : '—',
      note: since ? t(since.unit) : undefined,
      source: since ? String(account.body['customerSince']).slice(0, 7) : '—'
    }
  ]
}

function sinceParts(value: unknown, today: string): { n: number; unit: 'years' | 'months' } | null {
  if (typeof value !== 'string') return null
  const [y, m] = value.split('-').map(Number) as [number, number]
  const [ty, tm] = today.split('-').map(Number) as [number, number]
  const months = Math.max(0, (ty - y) * 12 + tm - m)
  return months >= 24 ? { n: Math.floor(months / 12), unit: 'years' } : { n: months, unit: 'months' }
}
