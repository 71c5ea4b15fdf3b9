import { CheckCircleFilled } from '@ant-design/icons'
import { paths } from '@fieldfile/protocol'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Button } from 'antd'
import { formatDate, formatTime, Panel, ToneIcon, useLocale, wallClock, type Locale } from '../../ui/index.ts'
import { CallButton } from './call-button.tsx'
import type { Alarm } from './today-query.ts'
import css from './today.module.css'

const few = 5

/** What must not be forgotten today, worst first. */
export function DayAlarms({ alarms, zone }: { alarms: readonly Alarm[]; zone: string }) {
  const { t } = useTranslation('visits')
  const [all, setAll] = useState(false)
  const shown = all ? alarms : alarms.slice(0, few)
  return (
    <Panel title={alarms.length > 0 ? t('alarmsCount', { count: alarms.length }) : t('alarms')}>
      {alarms.length === 0 ? (
        <p className={css.quiet}>
          <CheckCircleFilled className={css.okIcon} aria-hidden /> {t('noAlarms')}
        </p>
      ) : (
        <ul className={css.alarms}>
          {shown.map((alarm) => (
            <AlarmBox key={alarm.key} alarm={alarm} zone={zone} />
          ))}
        </ul>
      )}
      {alarms.length > few && !all && (
        <Button type="link" className={css.linkRow} onClick={() => setAll(true)}>
          {t('moreAlarms', { count: alarms.length - few })}
        </Button>
      )}
    </Panel>
  )
}

function AlarmBox({ alarm, zone }: { alarm: Alarm; zone: string }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const tone = alarm.kind === 'missed' || (alarm.kind === 'preReg' && !alarm.late) ? 'warn' : 'danger'
  const { title, text } = saying(alarm, t, locale, zone)
  return (
    <li className={`${css.alarm} ${css[tone]}`}>
      <span className={css.alarmIcon} aria-hidden>
        <ToneIcon tone={tone} />
      </span>
      <div>
        {alarm.kind === 'task' ? (
          <span className={css.alarmTitle}>{title}</span>
        ) : (
          <Link className={css.alarmTitle} href={paths.visit(alarm.visitId)}>
            {title}
          </Link>
        )}
        <p className={css.alarmText}>{text}</p>
        {alarm.kind === 'preReg' && alarm.host && <CallButton host={alarm.host} />}
      </div>
    </li>
  )
}

type T = ReturnType<typeof useTranslation<'visits'>>['t']
function saying(alarm: Alarm, t: T, locale: Locale, zone: string): { title: string; text: string } {
  switch (alarm.kind) {
    case 'preReg': {
      const start = `${formatDate(wallClock(alarm.start, zone).date, locale)} ${formatTime(alarm.start, zone)}`
      if (alarm.late)
        return {
          title: t('alarmPreRegLate', { account: alarm.account }),
          text: t('alarmPreRegLateText', { hours: alarm.hours })
        }
      return {
        title: t('alarmPreReg', { account: alarm.account }),
        text: t('alarmPreRegText', { hours: alarm.hours, start })
      }
    }
    case 'report':
      return {
        title: t('alarmReport', { account: alarm.account }),
        text:
          alarm.hours < 48
            ? t('alarmReportHours', { count: alarm.hours })
            : t('alarmReportDays', { count: Math.floor(alarm.hours / 24) })
      }
    case 'missed':
      return {
        title: t('alarmMissed', { account: alarm.account }),
        text: t('alarmMissedText', { date: formatDate(wallClock(alarm.start, zone).date, locale, { weekday: true }) })
      }
    case 'task':
      return {
        title: alarm.title,
        text: [alarm.account, t('lateDays', { count: alarm.days })].filter(Boolean).join(' · ')
      }
  }
}
