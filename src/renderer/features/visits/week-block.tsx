import { CarOutlined, ExclamationCircleFilled } from '@ant-design/icons'
import type { Lane } from '@fieldfile/domain/visits/day-plan'
import { minutesOf } from '@fieldfile/domain/visits/week'
import type { KeyboardEvent, PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDuration, formatTime, useLocale, wallClock } from '../../ui/index.ts'
import css from './planner.module.css'
import { lookOf, stateLabel } from './vocabulary.tsx'
import { blockStyle, type Range } from './grid-measure.ts'
import type { WeekDay, WeekVisit } from './week-query.ts'

interface VisitBlockProps extends Range {
  visit: WeekVisit
  zone: string
  lane: Lane | undefined
  faded: boolean
  movable: boolean
  tabIndex: number
  onFocus: () => void
  onBlur: () => void
  onClick: () => void
  onKeyDown: (event: KeyboardEvent) => void
  onPointerDown: (event: PointerEvent) => void
}

/** One visit of the week. Its state stands in colour, sign and word. */
export function VisitBlock({ visit, zone, from, to, lane, faded, movable, ...handlers }: VisitBlockProps) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  if (!visit.start || !visit.end) return null
  const start = minutesOf(wallClock(visit.start, zone).time)
  const clash = visit.overlaps.length > 0
  const unregistered = visit.preReg === 'toDo' && movable
  const { tone, icon } = lookOf(visit.state)
  const state = visit.maybeMissed ? t('maybeMissed') : stateLabel(visit.state, locale)
  const problem = clash
    ? t('overlaps', { names: visit.overlaps.join(locale === 'en' ? ', ' : '、') })
    : unregistered
      ? t('notRegistered')
      : visit.short > 0
        ? t('tooShort', { time: formatDuration(visit.short, locale) })
        : null
  const look = clash || unregistered ? css.clash : visit.maybeMissed ? css.warnBlock : css[`${tone}Block`]
  const time = formatTime(visit.start, zone)
  const second = [time, problem ?? (visit.state === 'planned' ? (visit.city ?? visit.site) : state)]
    .filter(Boolean)
    .join(' · ')
  const facts = [
    `${time}–${formatTime(visit.end, zone)}`,
    state,
    visit.city ?? visit.site,
    clash && t('overlaps', { names: visit.overlaps.join(', ') }),
    unregistered && t('notRegistered'),
    visit.short > 0 && t('tooShort', { time: formatDuration(visit.short, locale) })
  ].filter(Boolean)
  const width = 100 / (lane?.lanes ?? 1)
  return (
    <li
      className={css.place}
      style={{
        ...blockStyle(start, visit.durationMin, { from, to }),
        left: `${(lane?.lane ?? 0) * width}%`,
        width: `${width}%`
      }}
    >
      <button
        type="button"
        id={`visit-${visit.id}`}
        className={`${css.block} ${look} ${faded ? css.faded : ''} ${movable ? css.movable : ''}`}
        aria-describedby="visit-keys"
        title={[visit.account, ...facts].join(' · ')}
        {...handlers}
      >
        <span className={css.blockName}>
          <span className={css.blockIcon} aria-hidden>
            {clash || unregistered ? <ExclamationCircleFilled /> : icon}
          </span>
          {visit.account}
          <span className={css.said}>{`, ${facts.join(', ')}`}</span>
        </span>
        {/* A short block shows little; who cannot see the grid hears all of it, once. */}
        <span className={css.blockTime} aria-hidden>
          {second}
        </span>
      </button>
    </li>
  )
}

/** The way to each stop and home, as far as it is known. */
export function DriveBlocks({ day, zone, from, to }: { day: WeekDay; zone: string } & Range) {
  const ways = day.visits.flatMap((visit, i) => {
    if (!visit.start || !visit.driveMin || visit.driveMin < 10) return []
    const start = minutesOf(wallClock(visit.start, zone).time)
    const before = day.visits[i - 1]
    const free = before?.end ? minutesOf(wallClock(before.end, zone).time) : from
    const begin = Math.max(start - visit.driveMin, free, from)
    return start > begin ? [{ key: visit.id, begin, length: start - begin }] : []
  })
  const last = day.visits.at(-1)
  const end = last?.end ? minutesOf(wallClock(last.end, zone).time) : to
  if (day.homeMin && day.homeMin >= 10 && end < to)
    ways.push({ key: 'home', begin: end, length: Math.min(day.homeMin, to - end) })
  return ways.map(({ key, begin, length }) => (
    <li key={key} className={css.way} aria-hidden style={blockStyle(begin, length, { from, to })}>
      {length >= 20 && <CarOutlined />}
    </li>
  ))
}
