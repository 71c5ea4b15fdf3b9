import { CarOutlined } from '@ant-design/icons'
import { paths } from '@fieldfile/protocol'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { Button } from 'antd'
import { ClassBadge, formatDuration, formatTime, Panel, StatusTag, useLocale } from '../../ui/index.ts'
import { AccessChips } from './access-chips.tsx'
import { CallButton } from './call-button.tsx'
import { CheckInButton } from './check-in.tsx'
import { FactLine, hostLine, placeLine } from './lines.tsx'
import type { Stop, Today } from './today-query.ts'
import css from './today.module.css'
import { StateTag } from './vocabulary.tsx'

const minuteMs = 60_000

/** Where to go now: what to know at the gate, what is wrong, and one big button. */
export function NextStop({ stop, data }: { stop: Stop; data: Today }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const [, navigate] = useLocation()
  const { zone } = data.me
  const leg = data.drive.legs[data.stops.indexOf(stop)]
  const gate = stop.access?.gateMinutes ?? 0
  const atGate = stop.start && gate > 0 ? Date.parse(stop.start) - gate * minuteMs : null
  const callable = stop.hosts.find((host) => host.phone)
  const visits = data.me.roles.some((role) => role === 'REP' || role === 'SVC')
  const inside = stop.state === 'checkedIn'
  const mayStart = visits && !inside && data.date <= data.today
  return (
    <Panel next>
      <div className={css.next}>
        <div className={css.when}>
          <span className={css.nextLabel}>
            {t(inside ? 'atNow' : data.date === data.today ? 'nextStop' : 'firstStop')}
          </span>
          <span className={css.hero}>{stop.start ? formatTime(stop.start, zone) : '—'}</span>
          {inside && stop.checkInAt ? (
            <span className={css.sub}>
              {t('insideFor', {
                time: formatDuration(Math.max(0, data.now - Date.parse(stop.checkInAt)) / minuteMs, locale)
              })}
            </span>
          ) : (
            atGate !== null && <span className={css.sub}>{t('atGate', { time: formatTime(atGate, zone) })}</span>
          )}
        </div>
        <div className={css.what}>
          <div className={css.name}>
            <h2>
              <Link href={paths.visit(stop.id)}>{stop.account}</Link>
            </h2>
            {stop.abcClass && <ClassBadge value={stop.abcClass} />}
            <span className={css.state}>
              <StateTag state={stop.state} maybeMissed={stop.maybeMissed} />
            </span>
          </div>
          <FactLine parts={placeLine(stop, t)} />
          <FactLine parts={[...hostLine(stop, t, locale), formatDuration(stop.durationMin, locale)]} />
        </div>
      </div>
      {stop.access && <AccessChips access={stop.access} />}
      {stop.objective && (
        <p className={css.objective}>
          <span className={css.key}>{t('objective')}</span>
          {stop.objective}
        </p>
      )}
      <StopFlags stop={stop} short={leg?.short ?? 0} />
      <div className={css.actions}>
        {mayStart && (
          <CheckInButton
            visitId={stop.id}
            account={stop.account}
            gates={stop.gates}
            block
            onDone={() => navigate(paths.visit(stop.id))}
          />
        )}
        {!mayStart && (
          <Button type="primary" size="large" className={css.bigAction} onClick={() => navigate(paths.visit(stop.id))}>
            {t(inside ? 'goOn' : 'openVisit')}
          </Button>
        )}
        {mayStart && (
          <Button size="large" className={css.bigAction} onClick={() => navigate(paths.visit(stop.id))}>
            {t('openVisit')}
          </Button>
        )}
        {callable && <CallButton host={callable} large />}
      </div>
      {leg && !inside && (
        <p className={css.source}>
          <CarOutlined aria-hidden /> {t('wayHere', { time: formatDuration(leg.minutes, locale) })}
        </p>
      )}
    </Panel>
  )
}

/** What is wrong with this stop, worst first. */
function StopFlags({ stop, short }: { stop: Stop; short: number }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const flags: { key: string; tone: 'danger' | 'warn'; topic: string; text: string }[] = []
  if (stop.preReg === 'toDo' && (stop.state === 'planned' || stop.state === 'confirmed'))
    flags.push({
      key: 'preReg',
      tone: 'danger',
      topic: t('flagPreReg'),
      text: stop.access?.preRegHours ? t('flagPreRegHours', { hours: stop.access.preRegHours }) : t('flagPreRegText')
    })
  if (stop.preReg === 'refused')
    flags.push({ key: 'refused', tone: 'danger', topic: t('flagPreReg'), text: t('flagPreRegRefused') })
  if (stop.access?.closed)
    flags.push({ key: 'closed', tone: 'danger', topic: t('flagClosed'), text: t('flagClosedText') })
  for (const task of stop.overdue.slice(0, 2))
    flags.push({
      key: task.id,
      tone: 'danger',
      topic: t('flagPromise'),
      text: t('flagPromiseText', { title: task.title })
    })
  for (const host of stop.hosts.filter((h) => h.gone))
    flags.push({ key: host.id, tone: 'warn', topic: t('flagPerson'), text: t('flagPersonGone', { name: host.name }) })
  if (short > 0)
    flags.push({
      key: 'short',
      tone: 'warn',
      topic: t('flagWay'),
      text: t('flagWayText', { time: formatDuration(short, locale) })
    })
  if (flags.length === 0) return null
  return (
    <ul className={css.flags} aria-label={t('flags')}>
      {flags.slice(0, 3).map(({ key, tone, topic, text }) => (
        <li key={key} className={css.flag}>
          <StatusTag tone={tone}>{topic}</StatusTag>
          <span>{text}</span>
        </li>
      ))}
    </ul>
  )
}
