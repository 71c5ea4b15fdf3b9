import { paths, type Session } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { lastSyncOf, useQuery, useStatus } from '../../client/index.ts'
import { formatAge, formatBytes, formatDate, formatInstant, Page, Panel, StatusTag, useLocale } from '../../ui/index.ts'
import { comingVisits } from './queries.ts'
import { daysLeft, readiness, signInEnded, signInEnds, type Item, type Verdict } from './readiness.ts'
import { Said } from './said.tsx'
import css from './storage.module.css'
import { localZone, useNow } from './use-now.ts'
import { useStorage } from './use-storage.ts'

const syncNow = () => void window.fieldfile.call('sync.now', { reason: 'person' })
const verdictWords = { ok: 'ok', warn: 'look', danger: 'act' } as const

/** One look before the network is left: what is done, what is to be known, what is to be done first. */
export default function ReadyScreen() {
  const { t } = useTranslation('storage')
  const locale = useLocale()
  const status = useStatus()
  const { info } = useStorage()
  const { data: visits } = useQuery(comingVisits, null)
  const [session, setSession] = useState<Session | null>(null)
  const now = useNow()
  useEffect(() => void window.fieldfile.call('session.current', null).then(setSession), [])
  if (!visits || !info) return null
  const verdicts = readiness({ status, session: session ?? { remembered: true }, free: info.free, visits, now })
  const todo = Object.values(verdicts).filter((verdict) => verdict === 'danger').length
  const zone = localZone()
  const last = lastSyncOf(status)
  const end = signInEnds(last)
  const join = (parts: (string | false)[]) => parts.filter(Boolean).join(locale === 'en' ? ' · ' : '，')

  const lines: Record<Item, { label: string; value: ReactNode; how?: ReactNode; action?: ReactNode }> = {
    lastSync: {
      label: t('lastSync'),
      value: last === null ? t('never') : `${formatInstant(last, locale, now, zone)} · ${formatAge(last, now, locale)}`,
      how: last === null ? t('neverHow') : verdicts.lastSync === 'warn' && t('lastSyncOld')
    },
    waiting: {
      label: t('waiting'),
      value:
        join([
          status.waiting > 0 && t('waitingSome', { count: status.waiting }),
          status.refused > 0 && t('refusedSome', { count: status.refused }),
          status.conflicts > 0 && t('decideSome', { count: status.conflicts })
        ]) || t('waitingNone'),
      action: verdicts.waiting !== 'ok' && <Link href={paths.sync}>{t('toSync')}</Link>
    },
    visits: {
      label: t('visits'),
      value:
        visits.missing > 0
          ? t('visitsMissing', { count: visits.missing })
          : visits.count > 0
            ? t('visitsAll', { count: visits.count })
            : t('visitsNone'),
      how: visits.missing > 0 ? t('visitsMissingHow') : visits.count > 0 && t('visitsHow')
    },
    documents: { label: t('documents'), value: t('documentsNone'), how: t('documentsHow') },
    lease: signInEnded(status)
      ? { label: t('lease'), value: t('leaseEnded'), how: t('leaseEndedHow') }
      : session?.remembered === false
        ? { label: t('lease'), value: t('leaseNotKept'), how: t('leaseNotKeptHow') }
        : {
            label: t('lease'),
            value: end === null ? t('never') : t('leaseDays', { count: daysLeft(end, now) }),
            how:
              end !== null &&
              t('leaseHow', { date: formatDate(new Date(end).toLocaleDateString('en-CA'), locale, { year: true }) })
          },
    space: {
      label: t('space'),
      value: info.free === null ? t('unknown') : formatBytes(info.free, locale),
      how: verdicts.space === 'danger' && t('spaceLow'),
      action: <Link href={paths.storage}>{t('toStorage')}</Link>
    },
    lock: {
      label: t('lock'),
      value: t(status.lockable ? 'lockOn' : 'lockOff'),
      how: !status.lockable && t('lockHow'),
      action: !status.lockable && <Link href={paths.settings}>{t('toSettings')}</Link>
    }
  }
  return (
    <Page
      title={t('readyTitle')}
      subtitle={t('readySubtitle')}
      extra={
        <Button type={todo > 0 ? 'primary' : 'default'} onClick={syncNow}>
          {t('syncNow')}
        </Button>
      }
    >
      <Panel>
        <div className={css.verdict} role="status">
          <Said tone={todo > 0 ? 'danger' : 'ok'}>{todo > 0 ? t('notReady', { count: todo }) : t('allReady')}</Said>
        </div>
        <ul className={css.items}>
          {(Object.keys(lines) as Item[]).map((item) => (
            <Row key={item} verdict={verdicts[item]} word={t(verdictWords[verdicts[item]])} {...lines[item]} />
          ))}
        </ul>
      </Panel>
    </Page>
  )
}

interface RowProps {
  verdict: Verdict
  word: string
  label: string
  value: ReactNode
  how?: ReactNode
  action?: ReactNode
}
function Row({ verdict, word, label, value, how, action }: RowProps) {
  return (
    <li className={css.item}>
      <StatusTag tone={verdict}>{word}</StatusTag>
      <span className={css.itemLabel}>{label}</span>
      <div>
        <div className={css.itemValue}>{value}</div>
        {how && <div className={css.hint}>{how}</div>}
      </div>
      <span>{action}</span>
    </li>
  )
}
