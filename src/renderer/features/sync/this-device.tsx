import { errors, isErrorCode, paths, type IpcCalls, type Session } from '@fieldfile/protocol'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { lastSyncOf, type Status } from '../../client/index.ts'
import { FieldRow, Panel, formatAge, formatDuration, formatInstant, formatTime, useLocale } from '../../ui/index.ts'
import { say } from './outbox-words.ts'
import css from './sync-screen.module.css'

export interface ThisDeviceProps {
  status: Status
  session: Session | null
  info: IpcCalls['app.info']['out'] | null
  now: number
  zone: string
}

export function ThisDevice({ status, session, info, now, zone }: ThisDeviceProps) {
  const { t } = useTranslation('sync')
  const locale = useLocale()
  const { net } = status
  const lastSync = lastSyncOf(status)
  const last =
    lastSync === null
      ? t('never')
      : `${formatInstant(lastSync, locale, now, zone)} · ${formatAge(lastSync, now, locale)}`
  const phase = t(`phase_${net.phase}`, { at: net.nextAt === null ? '' : formatTime(net.nextAt, zone) })
  const reason = isErrorCode(net.code) ? say(errors[net.code], locale) : undefined
  return (
    <Panel>
      <div className={css.device}>
        <FieldRow label={t('lastSync')}>{last}</FieldRow>
        <FieldRow label={t('state')} source={reason}>
          {phase}
        </FieldRow>
        <FieldRow label={t('waiting')}>{t('count', { count: status.waiting })}</FieldRow>
        <FieldRow label={t('clock')}>{clockWords(net.clockOffset)}</FieldRow>
        <FieldRow label={t('server')}>{session?.server}</FieldRow>
        <FieldRow label={t('user')}>{session && `${session.user.name} · ${session.user.login}`}</FieldRow>
        <FieldRow label={t('device')}>{session?.device}</FieldRow>
        <FieldRow label={t('onDisk')}>
          <Link href={paths.storage}>{t('toStorage')}</Link>
        </FieldRow>
        <FieldRow label={t('version')}>{info && `Fieldfile ${info.version}`}</FieldRow>
      </div>
    </Panel>
  )

  function clockWords(offset: number): string {
    // A few seconds are the way there and back.
    if (Math.abs(offset) < 5_000) return t('clockRight')
    const seconds = Math.round(Math.abs(offset) / 1000)
    const by = seconds < 120 ? t('seconds', { n: seconds }) : formatDuration(seconds / 60, locale)
    return t(offset > 0 ? 'clockBehind' : 'clockAhead', { by })
  }
}
