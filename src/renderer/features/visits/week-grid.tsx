import { ExclamationCircleFilled } from '@ant-design/icons'
import { lanesOf } from '@fieldfile/domain/visits/day-plan'
import { minutesOf, plusDays, timeOf } from '@fieldfile/domain/visits/week'
import { useState, type KeyboardEvent, type PointerEvent, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDate, formatWeekday, useLocale, wallClock } from '../../ui/index.ts'
import { snapMin, type Dragged } from './grid-drag.ts'
import { blockStyle, formatHours, share } from './grid-measure.ts'
import css from './planner.module.css'
import { DriveBlocks, VisitBlock } from './week-block.tsx'
import type { Week, WeekDay, WeekVisit } from './week-query.ts'

export interface Target {
  date: string
  minutes: number
  durationMin: number
}

interface WeekGridProps {
  ref: Ref<HTMLDivElement>
  data: Week
  zone: string
  dragged: Dragged | null
  mayPlan: boolean
  onOpen: (visit: WeekVisit) => void
  onMove: (visit: WeekVisit, to: Target) => void
  onAskMove: (visit: WeekVisit) => void
  onCancel: (visit: WeekVisit) => void
  onDrag: (event: PointerEvent, visit: WeekVisit) => void
  onPlanAt: (date: string, minutes: number) => void
}

const dayStart = 7
const dayEnd = 19
/** A full day: visits and the way. */
const fullDayMin = 8 * 60
const isMovable = (visit: WeekVisit): boolean => visit.state === 'planned' || visit.state === 'confirmed'

/** Monday to Friday, and a weekend day on which something happens or that is worked. */
export const shownDays = ({ days }: Week): WeekDay[] =>
  days.filter((day, i) => i < 5 || day.visits.length > 0 || day.workday)

/** 07–19, wider where a visit lies outside. */
function hoursOf(days: readonly WeekDay[], zone: string): [from: number, to: number] {
  let [from, to] = [dayStart, dayEnd]
  for (const visit of days.flatMap((day) => day.visits)) {
    if (!visit.start) continue
    const start = minutesOf(wallClock(visit.start, zone).time)
    from = Math.min(from, Math.floor(start / 60))
    to = Math.max(to, Math.min(24, Math.ceil((start + visit.durationMin) / 60)))
  }
  return [from, to]
}

/**
 * The week as columns of hours. Keys: arrows go from visit to visit; with Shift they move a draft of it, Enter puts it
 * there, Escape leaves it. Hand-made: see docs/adr/0007-week-grid.md.
 */
export function WeekGrid(props: WeekGridProps) {
  const { ref, data, zone, dragged, mayPlan, onOpen, onMove, onAskMove, onCancel, onDrag, onPlanAt } = props
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const [active, setActive] = useState<string | null>(null)
  const [draft, setDraft] = useState<{ visit: WeekVisit; to: Target } | null>(null)
  const days = shownDays(data)
  const [from, to] = hoursOf(days, zone)
  const visits = days.flatMap((day) => day.visits)
  const focusable = visits.some((visit) => visit.id === active) ? active : (visits[0]?.id ?? null)
  const moving =
    draft ?? (dragged?.to ? { to: dragged.to, visit: 'visit' in dragged.what ? dragged.what.visit : null } : null)
  const now = wallClock(data.now, zone)

  const shift = (visit: WeekVisit, key: string) => {
    if (!mayPlan || !isMovable(visit)) return
    const at = wallClock(visit.start!, zone)
    const old =
      draft?.visit.id === visit.id
        ? draft.to
        : { date: at.date, minutes: minutesOf(at.time), durationMin: visit.durationMin }
    const [byDay, byMin] = (
      { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -snapMin], ArrowDown: [0, snapMin] } as const
    )[key] ?? [0, 0]
    const date = days.some((day) => day.date === plusDays(old.date, byDay)) ? plusDays(old.date, byDay) : old.date
    const next = Math.min(Math.max(old.minutes + byMin, from * 60), to * 60 - snapMin)
    setDraft({ visit, to: { ...old, date, minutes: next } })
  }
  const go = (visit: WeekVisit, key: string) => {
    const dayIndex = days.findIndex((day) => day.date === visit.date)
    const inDay = days[dayIndex]!.visits
    const at = inDay.indexOf(visit)
    const vertical = key === 'ArrowUp' ? inDay[at - 1] : inDay[at + 1]
    const others = key === 'ArrowLeft' ? days.slice(0, dayIndex).toReversed() : days.slice(dayIndex + 1)
    const side = others.find((day) => day.visits.length > 0)?.visits
    const target = key === 'ArrowUp' || key === 'ArrowDown' ? vertical : side?.[Math.min(at, side.length - 1)]
    if (!target) return
    setActive(target.id)
    document.getElementById(`visit-${target.id}`)?.focus()
  }
  const onKey = (event: KeyboardEvent, visit: WeekVisit) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const isArrow = event.key.startsWith('Arrow')
    const mine = draft?.visit.id === visit.id ? draft : null
    const acts: Record<string, (() => void) | undefined> = {
      Enter: () => {
        setDraft(null)
        if (mine) onMove(visit, mine.to)
        else onOpen(visit)
      },
      Escape: mine ? () => setDraft(null) : undefined,
      Delete: mayPlan && isMovable(visit) ? () => onCancel(visit) : undefined,
      m: mayPlan && isMovable(visit) ? () => onAskMove(visit) : undefined
    }
    const act = isArrow
      ? () => (event.shiftKey ? shift(visit, event.key) : go(visit, event.key))
      : acts[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
  const sayDraft = draft
    ? t('draftAt', {
        account: draft.visit.account,
        date: formatDate(draft.to.date, locale, { weekday: true }),
        time: timeOf(draft.to.minutes)
      })
    : ''
  const overlapping = visits.filter((visit) => visit.overlaps.length > 0)

  return (
    <section className={css.gridPanel} aria-label={t('weekGrid')}>
      {overlapping.length > 0 && (
        <p className={css.overlapLine}>
          <ExclamationCircleFilled aria-hidden /> {t('overlapSum', { count: overlapping.length })}{' '}
          {[...new Set(overlapping.map((visit) => `${formatWeekday(visit.date, locale)} ${visit.account}`))].join(
            locale === 'en' ? ', ' : '、'
          )}
        </p>
      )}
      <p id="visit-keys" className={css.hidden}>
        {t('gridKeys')}
      </p>
      <div className={css.hidden} role="status">
        {sayDraft}
      </div>
      <div className={css.scroll}>
        <div
          ref={ref}
          className={`${css.grid} ${dragged ? css.dragging : ''}`}
          style={{
            gridTemplateColumns: `52px repeat(${days.length}, minmax(108px, 1fr))`,
            ['--hours' as string]: to - from
          }}
        >
          <div className={css.corner} />
          {days.map((day) => (
            <DayHead key={day.date} day={day} today={data.today} />
          ))}
          <div className={css.hours} aria-hidden>
            {Array.from({ length: to - from }, (_, i) => (
              <span key={i} className={css.hour}>
                {timeOf((from + i) * 60)}
              </span>
            ))}
          </div>
          {days.map((day) => {
            const lanes = lanesOf(
              day.visits.flatMap((v) =>
                v.start ? [{ id: v.id, from: Date.parse(v.start), to: Date.parse(v.end!) }] : []
              )
            )
            const place = { from: from * 60, to: to * 60 }
            return (
              <ol
                key={day.date}
                className={`${css.column} ${day.date === data.today ? css.todayColumn : ''} ${day.workday ? '' : css.offColumn}`}
                data-day={day.date}
                data-from={place.from}
                data-to={place.to}
                aria-label={formatDate(day.date, locale, { weekday: true })}
                onDoubleClick={(event) => {
                  if (!mayPlan || event.target !== event.currentTarget) return
                  const box = event.currentTarget.getBoundingClientRect()
                  const raw = place.from + ((event.clientY - box.top) / box.height) * (place.to - place.from)
                  onPlanAt(day.date, Math.floor(raw / 30) * 30)
                }}
              >
                <DriveBlocks day={day} zone={zone} {...place} />
                {day.visits.map((visit) => (
                  <VisitBlock
                    key={visit.id}
                    visit={visit}
                    zone={zone}
                    {...place}
                    lane={lanes.get(visit.id)}
                    faded={moving?.visit?.id === visit.id}
                    tabIndex={visit.id === focusable ? 0 : -1}
                    movable={mayPlan && isMovable(visit)}
                    onFocus={() => setActive(visit.id)}
                    onBlur={() => setDraft(null)}
                    onClick={() => onOpen(visit)}
                    onKeyDown={(event) => onKey(event, visit)}
                    onPointerDown={(event) => mayPlan && isMovable(visit) && onDrag(event, visit)}
                  />
                ))}
                {moving?.to.date === day.date && (
                  <li
                    className={css.draft}
                    aria-hidden
                    style={blockStyle(moving.to.minutes, moving.to.durationMin, place)}
                  >
                    <b>{timeOf(moving.to.minutes)}</b>{' '}
                    {moving.visit?.account ??
                      (dragged && 'candidate' in dragged.what ? dragged.what.candidate.name : '')}
                  </li>
                )}
                {day.date === data.today && minutesOf(now.time) >= place.from && minutesOf(now.time) <= place.to && (
                  <li className={css.now} aria-hidden style={{ top: `${share(minutesOf(now.time), place)}%` }} />
                )}
              </ol>
            )
          })}
        </div>
      </div>
    </section>
  )
}

/** The day, how full it is, and whether it is a holiday. */
function DayHead({ day, today }: { day: WeekDay; today: string }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const over = day.load > fullDayMin
  const isToday = day.date === today
  const label =
    locale === 'en'
      ? `${formatWeekday(day.date, locale)} ${Number(day.date.slice(8))}`
      : `${formatWeekday(day.date, locale)} ${Number(day.date.slice(8))}日`
  return (
    <div className={`${css.dayHead} ${isToday ? css.todayHead : ''}`}>
      <div className={css.dayLine}>
        <span className={css.dayName} aria-current={isToday ? 'date' : undefined}>
          {label}
        </span>
        {day.holiday !== null && <span className={css.holiday}>{day.holiday || t('holiday')}</span>}
        <span className={over ? css.overLoad : css.dayLoad}>
          {over && <ExclamationCircleFilled aria-label={t('fullDay')} />}{' '}
          {day.load > 0 ? formatHours(day.load, locale) : ''}
        </span>
      </div>
      <div className={css.bar} aria-hidden>
        <div
          className={`${css.fill} ${over ? css.overFill : ''}`}
          style={{ width: `${Math.min(100, (day.load / fullDayMin) * 100)}%` }}
        />
      </div>
    </div>
  )
}
