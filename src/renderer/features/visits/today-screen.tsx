import { LeftOutlined, PlusOutlined, RightOutlined } from '@ant-design/icons'
import { paths } from '@fieldfile/protocol'
import { plusDays } from '@fieldfile/domain/visits/week'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useQuery } from '../../client/index.ts'
import {
  EmptyState,
  formatDate,
  formatDistance,
  formatDuration,
  formatTime,
  Page,
  Panel,
  useLocale,
  type Locale
} from '../../ui/index.ts'
import { DayAlarms } from './day-alarms.tsx'
import { DayTasks } from './day-tasks.tsx'
import { NextStop } from './next-stop.tsx'
import { PersonChooser } from './person-chooser.tsx'
import { PlanForm, type PlanStart } from './plan-form.tsx'
import { usePlanning } from './planning-store.ts'
import { todayQuery } from './queries.ts'
import { StopList } from './stop-list.tsx'
import { TeamDay } from './team-day.tsx'
import { nextStop, type Today } from './today-query.ts'
import css from './today.module.css'

/** W-01: run the day. */
export default function TodayScreen() {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const { date, userId, show } = usePlanning()
  const [form, setForm] = useState<PlanStart | null>(null)
  const { data } = useQuery(todayQuery, { date, userId, english: locale === 'en' })
  if (!data) return null
  const isToday = data.date === data.today
  const go = (to: string | null) => show({ date: to === data.today ? null : to })
  const next = nextStop(data.stops)
  const plan = (unannounced = false) => setForm({ userId: data.person?.id ?? data.me.id, date: data.date, unannounced })
  const mayPlan = data.me.roles.some((role) => role === 'REP' || role === 'DSK' || role === 'MGR')
  return (
    <Page
      title={formatDate(data.date, locale, { weekday: true, today: data.today })}
      subtitle={<DaySummary data={data} locale={locale} />}
      extra={
        <>
          {data.part !== 'own' && (
            <PersonChooser
              people={data.people}
              value={data.person?.id ?? null}
              everybody={data.part === 'team'}
              onChange={(id) => show({ userId: id })}
            />
          )}
          <nav className={css.days} aria-label={t('days')}>
            <Button
              icon={<LeftOutlined aria-hidden />}
              aria-label={t('dayBefore')}
              title={t('dayBefore')}
              onClick={() => go(plusDays(data.date, -1))}
            />
            <Button onClick={() => go(null)} disabled={isToday}>
              {t('today')}
            </Button>
            <Button
              icon={<RightOutlined aria-hidden />}
              aria-label={t('dayAfter')}
              title={t('dayAfter')}
              onClick={() => go(plusDays(data.date, 1))}
            />
          </nav>
          {mayPlan && data.person && (
            <Button icon={<PlusOutlined aria-hidden />} onClick={() => plan()}>
              {t('newVisit')}
            </Button>
          )}
        </>
      }
      aside={
        <>
          <DayAlarms alarms={data.alarms} zone={data.me.zone} />
          {data.person && <DayTasks tasks={data.tasks} zone={data.me.zone} now={data.now} isToday={isToday} />}
        </>
      }
    >
      {data.person === null ? (
        <TeamDay stops={data.stops} zone={data.me.zone} />
      ) : data.stops.length === 0 ? (
        <Panel>
          <EmptyState
            title={t(isToday ? 'noVisitsToday' : 'noVisitsDay')}
            how={
              data.nextDay
                ? t('noVisitsNext', { date: formatDate(data.nextDay, locale, { weekday: true, today: data.today }) })
                : t('noVisitsHow')
            }
            action={mayPlan ? { label: t('newVisit'), onAct: () => plan() } : undefined}
          />
          {data.nextDay && (
            <Button type="link" className={css.linkRow} onClick={() => go(data.nextDay)}>
              {t('goNextDay')}
            </Button>
          )}
        </Panel>
      ) : (
        <>
          {next && <NextStop stop={next} data={data} />}
          <StopList data={data} next={next} />
        </>
      )}
      {data.part === 'own' && isToday && (
        <div className={css.foot}>
          <Button onClick={() => plan(true)}>{t('unannounced')}</Button>
          <span>{t('unannouncedHint')}</span>
          <Link className={css.leave} href={paths.ready}>
            {t('toReady')}
          </Link>
        </div>
      )}
      {form && <PlanForm start={form} onClose={() => setForm(null)} />}
    </Page>
  )
}

/** What can be computed, and only that. */
function DaySummary({ data, locale }: { data: Today; locale: Locale }) {
  const { t } = useTranslation('visits')
  const { stops, drive } = data
  if (stops.length === 0) return null
  const parts = [data.person ? t('stops', { count: stops.length }) : t('teamVisits', { count: stops.length })]
  if (drive.minutes !== null && drive.km !== null) {
    parts.push(
      t('driveSum', { time: formatDuration(drive.minutes, locale), distance: formatDistance(drive.km, locale) })
    )
  }
  if (drive.minutes !== null && drive.backAt !== null) {
    parts.push(t('backAt', { time: formatTime(drive.backAt, data.me.zone) }), t('estimated'))
  } else if (data.person) parts.push(t(data.hasHome ? 'noDriveSite' : 'noDriveHome'))
  return <span>{parts.join(' · ')}</span>
}
