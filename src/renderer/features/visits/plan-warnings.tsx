import { WarningFilled } from '@ant-design/icons'
import { spansOverlap } from '@fieldfile/domain/visits/plan'
import { minutesOf, mondayOf, weekdayOf } from '@fieldfile/domain/visits/week'
import { useTranslation } from 'react-i18next'
import { useQuery } from '../../client/index.ts'
import { formatDate, formatDuration, formatTime, useLocale } from '../../ui/index.ts'
import css from './forms.module.css'
import type { PlanContext } from './candidates-query.ts'
import { week as weekQuery } from './queries.ts'
import type { ReadWhen } from './when-fields.tsx'

interface PlanWarningsProps {
  when: ReadWhen
  userId: string
  exceptId?: string
  context: PlanContext | null
  siteId: string | null
  now: number
}

const hourMs = 3_600_000

/** What may go wrong with this time. It is said, never forbidden: the plan may be true. */
export function PlanWarnings({ when, userId, exceptId, context, siteId, now }: PlanWarningsProps) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const { data } = useQuery(weekQuery, { monday: mondayOf(when.date), userId, english: locale === 'en' })
  const from = Date.parse(when.start.at)
  const span = { from, to: from + when.durationMin * 60_000 }
  const day = data?.days.find((d) => d.date === when.date)
  const zone = when.start.zone
  const overlaps = (day?.visits ?? []).filter(
    (visit) =>
      visit.id !== exceptId &&
      visit.start &&
      visit.end &&
      spansOverlap(span, { from: Date.parse(visit.start), to: Date.parse(visit.end) })
  )
  const site = context?.sites.find((s) => s.value === siteId)
  const hours = site?.hours.filter((h) => h.weekday === weekdayOf(when.date)) ?? []
  const start = minutesOf(when.time)
  const outside =
    (site?.hours.length ?? 0) > 0 &&
    !hours.some((h) => minutesOf(h.from) <= start && start + when.durationMin <= minutesOf(h.to))
  const warnings = [
    from < now ? t('warnPast') : null,
    ...overlaps.map((visit) =>
      t('warnOverlap', {
        account: visit.account,
        from: formatTime(visit.start!, zone),
        to: formatTime(visit.end!, zone)
      })
    ),
    outside
      ? hours.length > 0
        ? t('warnHours', { hours: hours.map((h) => `${h.from}–${h.to}`).join(', ') })
        : t('warnNoHours')
      : null,
    site && site.preRegHours > 0 && from - now < site.preRegHours * hourMs && from > now
      ? t('warnPreReg', { hours: site.preRegHours, left: formatDuration((from - now) / 60_000, locale) })
      : null,
    day?.holiday ? t('warnHoliday', { name: day.holiday }) : null,
    context?.account.doNotContactUntil && context.account.doNotContactUntil >= when.date
      ? t('warnNoContact', { date: formatDate(context.account.doNotContactUntil, locale) })
      : null
  ].filter((text) => text !== null)
  if (warnings.length === 0) return null
  return (
    <ul className={css.warnings} aria-live="polite">
      {warnings.map((text) => (
        <li key={text} className={css.warn}>
          <WarningFilled aria-hidden />
          {text}
        </li>
      ))}
    </ul>
  )
}
