import { LeftOutlined, PlusOutlined, RightOutlined } from '@ant-design/icons'
import { isoWeek, plusDays, timeOf } from '@fieldfile/domain/visits/week'
import { Button } from 'antd'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useSearch } from 'wouter'
import { paths } from '@fieldfile/protocol'
import { useQuery } from '../../client/index.ts'
import { formatDate, formatDateRange, instantAt, isTextEntry, Kbd, Page, useLocale, useToasts } from '../../ui/index.ts'
import type { Candidate } from './candidates-query.ts'
import { planVisit, saveWithUndo } from './commands.ts'
import { CancelForm } from './cancel-form.tsx'
import { formatHours } from './grid-measure.ts'
import { useGridDrag, type Dragged } from './grid-drag.ts'
import { MoveForm, needsReason, saveMove, type Movable } from './move-form.tsx'
import { PersonChooser } from './person-chooser.tsx'
import { placeInWeek } from './place.ts'
import { PlanForm, type PlanStart } from './plan-form.tsx'
import { PlanList } from './plan-list.tsx'
import { usePlanning } from './planning-store.ts'
import css from './planner.module.css'
import { week as weekQuery } from './queries.ts'
import { shownDays, WeekGrid, type Target } from './week-grid.tsx'
import type { WeekVisit } from './week-query.ts'

type Open =
  | { what: 'plan'; start: PlanStart }
  | { what: 'move'; visit: Movable; to?: { date: string; time: string; durationMin: number } }
  | { what: 'cancel'; visit: WeekVisit }
  | null

/** W-16: the visits of a week, and who should be visited. */
export default function PlannerScreen() {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const english = locale === 'en'
  const [, navigate] = useLocation()
  const asked = new URLSearchParams(useSearch()).get('account')
  const { userId, monday: shown, show } = usePlanning()
  const [open, setOpen] = useState<Open>(null)
  const grid = useRef<HTMLDivElement>(null)
  const { data } = useQuery(weekQuery, { monday: shown, userId, english })
  const monday = data?.monday ?? ''
  const mayPlan = data?.mayPlan === true && data.person !== null
  const zone = data?.me.zone ?? 'UTC'

  const planStart = (more: Partial<PlanStart>): PlanStart | null => {
    if (!data?.person) return null
    const date = data.today >= monday && data.today <= plusDays(monday, 6) ? data.today : monday
    return { userId: data.person.id, date, ...more }
  }
  const plan = (more: Partial<PlanStart> = {}) => {
    const start = planStart(more)
    if (start) setOpen({ what: 'plan', start })
  }
  // The account file leads here with its customer in the address.
  const planned =
    open?.what === 'plan' ? open.start : asked && mayPlan && !open ? planStart({ accountId: asked }) : null
  const closePlan = () => {
    setOpen(null)
    if (asked) navigate(paths.planner, { replace: true })
  }
  const place = async (chosen: readonly Candidate[]) => {
    if (!data?.person) return
    const { person } = data
    const { placed, left } = placeInWeek(data, chosen)
    if (placed.length === 0) return useToasts.getState().show({ text: t('noPlace', { count: left.length }) })
    const one = placed.length === 1 && left.length === 0 ? placed[0]! : null
    const text = one
      ? t('plannedToast', {
          account: one.candidate.name,
          date: formatDate(one.date, locale, { weekday: true }),
          time: one.time
        })
      : [
          t('plannedMany', { count: placed.length, week: isoWeek(monday) }),
          left.length > 0 ? t('notPlaced', { count: left.length }) : ''
        ]
          .filter(Boolean)
          .join(english ? '; ' : '；')
    await saveWithUndo(
      placed.map(({ candidate, start }) =>
        planVisit({
          accountId: candidate.id,
          siteId: candidate.siteId,
          ownerUserId: person.id,
          start,
          durationMin: candidate.durationMin,
          purposes: ['routine'],
          objective: '',
          personIds: [],
          agenda: [],
          preRegHours: candidate.preRegHours,
          preparedBy: data.me.roles.includes('DSK') && person.id !== data.me.id ? data.me.id : null,
          origin: 'policy'
        })
      ),
      text,
      locale
    )
  }
  const move = (visit: WeekVisit, to: Target) => {
    if (!data) return
    const time = timeOf(to.minutes)
    const start = { at: instantAt(to.date, time, zone), zone }
    if (start.at === visit.start && to.durationMin === visit.durationMin) return
    if (needsReason(visit, data.now))
      setOpen({ what: 'move', visit, to: { date: to.date, time, durationMin: to.durationMin } })
    else void saveMove(visit, { start, durationMin: to.durationMin }, null, t, locale, zone)
  }
  const drop = ({ what }: Dragged, to: Target) => {
    if ('candidate' in what)
      plan({
        accountId: what.candidate.id,
        date: to.date,
        time: timeOf(to.minutes),
        durationMin: what.candidate.durationMin
      })
    else move(what.visit, to)
  }
  const drag = useGridDrag(grid, drop)

  const onNew = useEffectEvent((event: KeyboardEvent) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey
    if (event.key.toLowerCase() !== 'n' || !plain || open || planned || isTextEntry(event.target) || !mayPlan) return
    event.preventDefault()
    plan()
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onNew(event)
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])

  if (!data) return null
  const days = shownDays(data)
  const load = days.reduce((sum, day) => sum + day.load, 0)
  const capacity = days.filter((day) => day.workday).length * 8
  const last = days.at(-1)!.date
  return (
    <Page
      title={
        <>
          {t('week', { n: isoWeek(monday) })}
          {data.person && ` · ${data.person.name}`}
        </>
      }
      subtitle={formatDateRange(monday, last, locale)}
      extra={
        <>
          <nav className={css.weeks} aria-label={t('weeks')}>
            <Button
              icon={<LeftOutlined aria-hidden />}
              aria-label={t('weekBefore')}
              title={t('weekBefore')}
              onClick={() => show({ monday: plusDays(monday, -7) })}
            />
            <Button
              disabled={data.today >= monday && data.today <= plusDays(monday, 6)}
              onClick={() => show({ monday: null })}
            >
              {t('thisWeek')}
            </Button>
            <Button
              icon={<RightOutlined aria-hidden />}
              aria-label={t('weekAfter')}
              title={t('weekAfter')}
              onClick={() => show({ monday: plusDays(monday, 7) })}
            />
          </nav>
          {data.part !== 'own' && data.people.length > 0 && (
            <PersonChooser
              people={data.people}
              value={data.person?.id ?? null}
              onChange={(id) => show({ userId: id })}
            />
          )}
          <span className={css.load}>
            {t('load')} <b>{t('loadOf', { load: formatHours(load, locale), capacity: t('hours', { n: capacity }) })}</b>
          </span>
          {mayPlan && (
            <Button
              type="primary"
              icon={<PlusOutlined aria-hidden />}
              onClick={() => plan()}
              title={`${t('newVisit')} (N)`}
            >
              {t('newVisit')}
            </Button>
          )}
        </>
      }
    >
      <div className={css.planner}>
        {data.person && (
          <PlanList
            userId={data.person.id}
            monday={monday}
            now={data.now}
            zone={zone}
            mayPlan={mayPlan}
            onPlan={(candidate) => plan({ accountId: candidate.id, durationMin: candidate.durationMin })}
            onPlace={(chosen) => void place(chosen)}
            onDrag={(event, candidate) => drag.start(event, { candidate }, candidate.durationMin)}
          />
        )}
        <WeekGrid
          ref={grid}
          data={data}
          zone={zone}
          dragged={drag.dragged}
          mayPlan={mayPlan}
          onOpen={(visit) => !drag.justDropped() && navigate(paths.visit(visit.id))}
          onMove={move}
          onAskMove={(visit) => setOpen({ what: 'move', visit })}
          onCancel={(visit) => setOpen({ what: 'cancel', visit })}
          onDrag={(event, visit) => drag.start(event, { visit }, visit.durationMin)}
          onPlanAt={(date, minutes) => plan({ date, time: timeOf(minutes) })}
        />
      </div>
      <p className={css.keys}>
        <span>
          <Kbd>N</Kbd> {t('keyNew')}
        </span>
        <span>
          <Kbd>P</Kbd> {t('keyPlace')}
        </span>
        <span>
          <Kbd>↑↓←→</Kbd> {t('keyGo')}
        </span>
        <span>
          <Kbd>Shift ↑↓←→</Kbd> {t('keyMove')}
        </span>
        <span>
          <Kbd>M</Kbd> {t('keyMoveForm')}
        </span>
        <span>
          <Kbd>Del</Kbd> {t('keyCancel')}
        </span>
      </p>
      {planned && <PlanForm start={planned} onClose={closePlan} />}
      {open?.what === 'move' && (
        <MoveForm visit={open.visit} to={open.to} zone={zone} now={data.now} onClose={() => setOpen(null)} />
      )}
      {open?.what === 'cancel' && (
        <CancelForm
          id={open.visit.id}
          account={open.visit.account}
          start={open.visit.start}
          zone={zone}
          onClose={() => setOpen(null)}
        />
      )}
    </Page>
  )
}
