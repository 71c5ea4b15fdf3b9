import { CarOutlined, HomeOutlined, RightOutlined } from '@ant-design/icons'
import type { Leg } from '@fieldfile/domain/visits/day-plan'
import { paths } from '@fieldfile/protocol'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { ClassBadge, formatDistance, formatDuration, formatTime, Panel, StatusTag, useLocale } from '../../ui/index.ts'
import { FactLine, hostLine, placeLine } from './lines.tsx'
import type { Stop, Today } from './today-query.ts'
import css from './today.module.css'
import { StateTag } from './vocabulary.tsx'

/** The whole day in order, with the way between; the stop shown above is left out while nothing lies before it. */
export function StopList({ data, next }: { data: Today; next: Stop | null }) {
  const { t } = useTranslation('visits')
  const { stops, drive, me } = data
  const nextIndex = next ? stops.indexOf(next) : -1
  // What the card above says is not said twice; done stops before it are kept, smaller.
  const rest = stops.map((stop, i) => ({ stop, i })).filter(({ stop }) => stop !== next)
  if (rest.length === 0 && !drive.home) return null
  return (
    <Panel title={t(next ? 'restOfDay' : 'wholeDay')}>
      <ol className={css.stops}>
        {rest.map(({ stop, i }) => (
          <li key={stop.id}>
            {(i > 0 || nextIndex !== i) && <LegLine leg={drive.legs[i] ?? null} />}
            <StopRow stop={stop} zone={me.zone} past={i < nextIndex} />
          </li>
        ))}
        {drive.home && drive.backAt !== null && (
          <li>
            <LegLine leg={drive.home} />
            <div className={css.home}>
              <span className={css.stopTime}>{formatTime(drive.backAt, me.zone)}</span>
              <span>
                <HomeOutlined aria-hidden /> {t('home')}
              </span>
            </div>
          </li>
        )}
      </ol>
      {drive.legs.some(Boolean) && <p className={css.source}>{t('estimatedSource')}</p>}
    </Panel>
  )
}

function LegLine({ leg }: { leg: Leg | null }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  return (
    <div className={css.leg}>
      {leg ? (
        <span>
          <CarOutlined aria-label={t('drive')} /> {formatDuration(leg.minutes, locale)} ·{' '}
          {formatDistance(leg.km, locale)}
        </span>
      ) : (
        <span>{t('wayUnknown')}</span>
      )}
      {leg && leg.short > 0 && (
        <StatusTag tone="warn">{t('tooShort', { time: formatDuration(leg.short, locale) })}</StatusTag>
      )}
    </div>
  )
}

function StopRow({ stop, zone, past }: { stop: Stop; zone: string; past: boolean }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const open = stop.preReg === 'toDo' && (stop.state === 'planned' || stop.state === 'confirmed')
  return (
    <Link href={paths.visit(stop.id)} className={`${css.stop} ${past ? css.past : ''}`}>
      <span className={css.stopTime}>{stop.start ? formatTime(stop.start, zone) : '—'}</span>
      <span className={css.stopWhat}>
        <span className={css.stopName}>
          {stop.account}
          {stop.abcClass && <ClassBadge value={stop.abcClass} />}
        </span>
        <FactLine parts={[...placeLine(stop, t), ...hostLine(stop, t, locale)]} />
      </span>
      {open ? (
        <StatusTag tone="danger">{t('notRegistered')}</StatusTag>
      ) : (
        <StateTag state={stop.state} maybeMissed={stop.maybeMissed} />
      )}
      <RightOutlined className={css.go} aria-hidden />
    </Link>
  )
}
