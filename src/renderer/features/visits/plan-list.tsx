import { HolderOutlined, SearchOutlined } from '@ant-design/icons'
import { dueState } from '@fieldfile/domain/visits/coverage'
import { isoWeek } from '@fieldfile/domain/visits/week'
import { paths } from '@fieldfile/protocol'
import { Button, Checkbox, Input } from 'antd'
import { useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useQuery } from '../../client/index.ts'
import {
  ClassBadge,
  formatAge,
  formatDate,
  formatNumber,
  isTextEntry,
  Kbd,
  ProgressBar,
  useLocale,
  wallClock
} from '../../ui/index.ts'
import type { Candidate } from './candidates-query.ts'
import css from './planner.module.css'
import { candidates as candidatesQuery } from './queries.ts'

interface PlanListProps {
  userId: string
  monday: string
  now: number
  zone: string
  mayPlan: boolean
  onPlan: (candidate: Candidate) => void
  onPlace: (chosen: readonly Candidate[]) => void
  onDrag: (event: PointerEvent, candidate: Candidate) => void
}

/** Beyond this a number says no more: nobody was there for years. */
const muchOverdue = 9

/** Who should be visited, most overdue first; with a search, any customer. */
export function PlanList({ userId, monday, now, zone, mayPlan, onPlan, onPlace, onDrag }: PlanListProps) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const { data } = useQuery(candidatesQuery, { userId, text, monday, english: locale === 'en' })
  const rows = data?.rows ?? []
  const picked = rows.filter((row) => chosen.has(row.id))
  const toggle = (id: string) =>
    setChosen(new Set(chosen.has(id) ? [...chosen].filter((c) => c !== id) : [...chosen, id]))
  const placeChosen = () => {
    onPlace(picked)
    setChosen(new Set())
  }
  return (
    <section className={css.list} aria-label={t('toPlan')}>
      <div className={css.listHead}>
        <h2>{t('toPlan')}</h2>
        <span>{t('accounts', { count: data?.total ?? 0 })}</span>
      </div>
      <div className={css.search}>
        <Input
          prefix={<SearchOutlined aria-hidden />}
          allowClear
          value={text}
          aria-label={t('searchAccounts')}
          placeholder={t('searchAccounts')}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {rows.length === 0 ? (
        <p className={css.nothing}>{t(text ? 'noAccountFound' : 'nobodyDue')}</p>
      ) : (
        <ul className={css.rows}>
          {rows.map((row) => (
            <CandidateRow
              key={row.id}
              row={row}
              now={now}
              zone={zone}
              mayPlan={mayPlan}
              chosen={chosen.has(row.id)}
              onToggle={() => toggle(row.id)}
              onPlan={() => onPlan(row)}
              onPlace={() => onPlace([row])}
              onDrag={(event) => onDrag(event, row)}
            />
          ))}
        </ul>
      )}
      {mayPlan && (
        <div className={css.listFoot}>
          {picked.length > 0 ? (
            <>
              <Button onClick={placeChosen}>{t('planChosen', { count: picked.length, week: isoWeek(monday) })}</Button>
              <Button type="text" onClick={() => setChosen(new Set())}>
                {t('clearChosen')}
              </Button>
            </>
          ) : (
            <>
              <span>
                {t('dragHint')} <Kbd>P</Kbd> {t('dragHintP')}
              </span>
              {rows.length > 1 && text === '' && (
                <Button type="link" onClick={() => setChosen(new Set(rows.slice(0, 10).map((row) => row.id)))}>
                  {t('chooseFirst', { count: Math.min(10, rows.length) })}
                </Button>
              )}
            </>
          )}
        </div>
      )}
    </section>
  )
}

interface CandidateRowProps {
  row: Candidate
  now: number
  zone: string
  mayPlan: boolean
  chosen: boolean
  onToggle: () => void
  onPlan: () => void
  onPlace: () => void
  onDrag: (event: PointerEvent) => void
}

function CandidateRow({ row, now, zone, mayPlan, chosen, onToggle, onPlan, onPlace, onDrag }: CandidateRowProps) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const due = row.ratio === null ? null : dueState(row.ratio)
  const placeable = mayPlan
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'p' || event.ctrlKey || event.metaKey || event.altKey || isTextEntry(event.target))
      return
    if (!placeable) return
    event.preventDefault()
    onPlace()
  }
  const placed = row.placed ? wallClock(row.placed.start, zone) : null
  return (
    <li className={css.row} onKeyDown={onKeyDown}>
      {placeable ? (
        <span className={css.grip} onPointerDown={onDrag} title={t('drag')} aria-hidden>
          <HolderOutlined />
        </span>
      ) : (
        <span />
      )}
      {mayPlan ? (
        <Checkbox
          checked={chosen}
          disabled={!placeable}
          onChange={onToggle}
          aria-label={t('choose', { name: row.name })}
        />
      ) : (
        <span />
      )}
      <div className={css.rowWhat}>
        <span className={css.rowName}>
          <Link href={paths.account(row.id)}>{row.name}</Link>
          {row.abcClass && <ClassBadge value={row.abcClass} />}
        </span>
        <span className={css.rowFacts}>
          {[
            row.city,
            row.lastVisit ? t('lastVisit', { age: formatAge(row.lastVisit, now, locale) }) : t('neverVisited')
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {placed && (
          <span className={css.rowFacts}>
            {t('placed', { date: formatDate(placed.date, locale, { weekday: true }), time: placed.time })}
          </span>
        )}
        {row.overdueTasks > 0 && (
          <span className={css.rowDanger}>! {t('overdueTasks', { count: row.overdueTasks })}</span>
        )}
        {row.siteId === null && <span className={css.rowFacts}>{t('noSite')}</span>}
      </div>
      <div className={css.rowDue}>
        {row.ratio !== null && due && (
          <>
            <span className={due === 'overdue' ? css.overdue : undefined} title={t('dueHint')}>
              {due === 'overdue' && '! '}
              {row.ratio > muchOverdue ? `> ${muchOverdue}` : formatNumber(row.ratio, locale, { digits: 2, fixed: 2 })}×
            </span>
            <ProgressBar
              value={row.ratio / 2}
              mark={0.5}
              tone={due === 'overdue' ? 'danger' : 'neutral'}
              label={t(`due_${due}`)}
            />
          </>
        )}
        {mayPlan && (
          <Button
            size="small"
            className={css.planButton}
            disabled={!placeable}
            onClick={onPlan}
            aria-label={t('planOne', { name: row.name })}
          >
            {t('plan')}
          </Button>
        )}
      </div>
    </li>
  )
}
