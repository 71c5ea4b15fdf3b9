import { EllipsisOutlined, PlusOutlined } from '@ant-design/icons'
import { codeLabel } from '@fieldfile/domain/identity/labels'
import { paths, type Transition } from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import {
  RecordHeader,
  formatDate,
  formatMoney,
  useLocale,
  useToasts,
  wallClock,
  type Figure,
  type Flag,
  type Tone
} from '../../ui/index.ts'
import { nextBirthday } from './birthday.ts'
import type { PersonFile } from './person-query.ts'

export interface PersonHeaderProps {
  file: PersonFile
  gone: boolean
  onCapture: () => void
  onStep: (event: string) => void
  onDelete: () => void
}

const tones: Readonly<Record<string, Tone>> = { active: 'ok', left: 'neutral', moved: 'neutral', retired: 'neutral' }
const farDays = 180
const soonDays = 7
const dayMs = 86_400_000

export function PersonHeader({ file, gone, onCapture, onStep, onDelete }: PersonHeaderProps) {
  const { t } = useTranslation('people')
  const locale = useLocale()
  const { body } = file.person
  const status = (body['status'] as string | undefined) ?? 'active'
  const statusText = codeLabel('person', 'status', status, locale)
  const post = codeLabel('person', 'position', body['position'] as string, locale)
  return (
    <RecordHeader
      title={file.name}
      status={statusText ? { tone: tones[status] ?? 'info', text: statusText } : undefined}
      facts={[
        body['title'] as string | undefined,
        post !== body['title'] ? post : null,
        file.account?.name,
        file.account?.city,
        file.person.origin === 'server' ? t('fromServer') : null
      ].filter((fact): fact is string => Boolean(fact))}
      flags={useFlags(file, onStep)}
      figures={useFigures(file)}
      actions={
        gone ? undefined : (
          <>
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={onCapture}>
              {t('capture')}
            </Button>
            <MoreButton {...{ file, onStep, onDelete }} />
          </>
        )
      }
    />
  )
}

function MoreButton({ file, onStep, onDelete }: Pick<PersonHeaderProps, 'file' | 'onStep' | 'onDelete'>) {
  const { t } = useTranslation('people')
  const locale = useLocale()
  const show = useToasts((state) => state.show)
  const copyLink = async () => {
    await navigator.clipboard.writeText(`fieldfile:/${paths.record(file.person.id)}`)
    show({ text: t('linkCopied') })
  }
  const steps = stepsFrom(file).map(([event, { label }]) => ({
    key: event,
    label: `${locale === 'en' ? label.en : label.zh}${event === 'return' ? '' : '…'}`,
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
          ...(file.person.mayDelete ? [{ key: 'delete', danger: true, label: t('remove'), onClick: onDelete }] : [])
        ]
      }}
    >
      <Button icon={<EllipsisOutlined aria-hidden />} aria-label={t('more')} title={t('more')} />
    </Dropdown>
  )
}

function stepsFrom(file: PersonFile): [string, Transition][] {
  const status = (file.person.body['status'] as string | undefined) ?? null
  return Object.entries(types.get('person')?.entity.lifeCycle?.events ?? {}).filter(
    ([event, rule]) => event !== 'register' && rule.from.includes(status) && file.steps.includes(event)
  )
}

const daysAgo = (instant: string, { now, me: { zone } }: PersonFile): number =>
  (Date.parse(wallClock(now, zone).date) - Date.parse(wallClock(instant, zone).date)) / dayMs

function birthdayOf(file: PersonFile) {
  const birthday = file.private?.body['birthday']
  if (typeof birthday !== 'string') return null
  const lunar = file.private?.body['birthdayCalendar'] === 'lunar'
  return { lunar, birthday, next: lunar ? null : nextBirthday(birthday, wallClock(file.now, file.me.zone).date) }
}

function useFlags(file: PersonFile, onStep: (event: string) => void): Flag[] {
  const { t } = useTranslation('people')
  const locale = useLocale()
  const { body } = file.person
  const here = body['status'] === 'active' || !body['status']
  const flags: Flag[] = []
  if (!here && !body['successorPersonId'])
    flags.push({
      key: 'successor',
      tone: 'danger',
      topic: t('topicSuccessor'),
      text: t('noSuccessor'),
      action: { label: t('setSuccessor'), onAct: () => onStep('successor') }
    })
  if (!here) return flags
  const last = file.timeline.find(({ kind }) => kind !== 'task')
  if (!last) flags.push({ key: 'contact', tone: 'warn', topic: t('topicContact'), text: t('neverContact') })
  else if (daysAgo(last.at, file) > farDays)
    flags.push({
      key: 'contact',
      tone: 'warn',
      topic: t('topicContact'),
      text: t('farContact', { n: daysAgo(last.at, file) })
    })
  const next = birthdayOf(file)?.next
  if (next && next.inDays <= soonDays) {
    const text =
      next.inDays === 0
        ? t('birthdayToday')
        : t('birthdaySoon', { n: next.inDays, date: formatDate(next.date, locale) })
    flags.push({ key: 'birthday', tone: 'warn', topic: t('topicBirthday'), text })
  }
  if (!(body['mobiles'] as unknown[] | undefined)?.length && !body['workPhone'])
    flags.push({ key: 'reach', tone: 'warn', topic: t('topicReach'), text: t('noNumber') })
  return flags
}

function useFigures(file: PersonFile): Figure[] {
  const { t } = useTranslation('people')
  const locale = useLocale()
  const contacts = file.timeline.filter(({ kind }) => kind !== 'task')
  const last = contacts[0] ? daysAgo(contacts[0].at, file) : null
  const recent = contacts.filter(({ at }) => daysAgo(at, file) <= farDays).length
  const birthday = birthdayOf(file)
  const limit = file.person.body['signLimit'] as { amount: number; currency: string } | undefined
  const from = file.postings.find(({ to, main }) => !to && main)?.from ?? file.postings.find(({ to }) => !to)?.from
  const months = from ? monthsSince(from, wallClock(file.now, file.me.zone).date) : null
  const figures: (Figure | null)[] = [
    {
      key: 'last',
      label: t('figLast'),
      value: last ?? t('never'),
      note: last === null ? undefined : t('daysAgo'),
      source: contacts[0]?.by ?? t('fromTimeline')
    },
    { key: 'count', label: t('figCount'), value: recent, note: t('times'), source: t('fromTimeline') },
    {
      key: 'post',
      label: t('figPost'),
      value: months === null ? '—' : months >= 24 ? Math.floor(months / 12) : months,
      note: months === null ? undefined : t(months >= 24 ? 'years' : 'months'),
      source: from ?? t('fromPosting')
    },
    birthday && {
      key: 'birthday',
      label: t('figBirthday'),
      value: formatDate(birthday.next?.date ?? `2000-${birthday.birthday.slice(-5)}`, locale),
      note: birthday.next
        ? birthday.next.inDays === 0
          ? t('today')
          : t('inDays', { n: birthday.next.inDays })
        : undefined,
      source: birthday.lunar ? t('lunar') : t('private')
    },
    limit ? { key: 'limit', label: t('figLimit'), value: formatMoney(limit, locale), source: t('fromPosting') } : null
  ]
  return figures.filter((figure): figure is Figure => figure !== null)
}

function monthsSince(from: string, today: string): number {
  const [y, m] = from.split('-').map(Number) as [number, number]
  const [ty, tm] = today.split('-').map(Number) as [number, number]
  return Math.max(0, (ty - y) * 12 + tm - m)
}
