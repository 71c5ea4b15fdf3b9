import { types } from '@fieldfile/protocol/entities/index'
import { paths } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import {
  EmptyState,
  Panel,
  StatusTag,
  capital,
  formatDay,
  formatTimeRange,
  useLocale,
  wallClock,
  type Tone
} from '../../ui/index.ts'
import { CheckList, RecordFacts } from '../../ui/record/index.ts'
import { AccessChips } from './access-chips.tsx'
import { plannerFor } from './account-header.tsx'
import type { TabProps } from './account-screen.tsx'
import css from './accounts.module.css'
import { seedPositions } from './completeness-facts.ts'
import { daysSince } from './days.ts'
import { postOf } from './post.ts'
import type { PersonCard } from './file-query.ts'
import { codeLabel, fieldLabel } from '@fieldfile/domain/identity/labels'
import { useDoTask, useDue } from './tasks-tab.tsx'
import { AccountTimeline } from './timeline-tab.tsx'

const keyFacts = [
  'phones',
  'annualRevenue',
  'businessGoals',
  'relationshipStage',
  'ownerUserId',
  'territoryId'
] as const
const headLength = 6

export function OverviewTab(props: TabProps) {
  const { file, context, saver, onTab, onCapture } = props
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const score = file.completeness.score
  return (
    <>
      <div className={css.pair}>
        <Panel
          title={t('keyFacts')}
          extra={
            <>
              {score !== null && <span>{t('complete', { n: Math.round(score * 100) })}</span>}
              <TextButton onAct={() => onTab('file')}>{t('allFacts')}</TextButton>
            </>
          }
        >
          <RecordFacts
            type={types.get('account')!}
            view={file.account}
            fields={keyFacts}
            context={context}
            showLock
            {...saver('account', file.account.id)}
          />
          {file.credit && (
            <RecordFacts
              type={types.get('account:credit')!}
              view={file.credit}
              fields={['paymentTermsDays']}
              context={context}
            />
          )}
        </Panel>
        <Panel
          title={t('sites')}
          extra={file.sites.length > 0 && <TextButton onAct={() => onTab('sites')}>{t('access')}</TextButton>}
        >
          {file.sites.length === 0 ? (
            <EmptyState
              title={t('sitesEmpty')}
              how={t('sitesEmptyHow')}
              action={{ label: t('addSite'), onAct: () => onCapture('site') }}
            />
          ) : (
            <ul className={css.plain}>
              {file.sites.slice(0, 5).map((site) => (
                <li key={site.id} className={css.siteRow}>
                  <div className={css.siteName}>
                    {String(site.body['name'] ?? '—')}
                    <span className={css.quiet}>
                      {[codeLabel('site', 'kind', site.body['kind'] as string, locale), site.body['city']]
                        .filter(Boolean)
                        .join(' · ')}
                    </span>
                  </div>
                  <AccessChips site={site.body} most={4} />
                </li>
              ))}
            </ul>
          )}
        </Panel>
      </div>
      <Panel
        title={t('timeline')}
        extra={
          file.timeline.length > headLength && (
            <TextButton onAct={() => onTab('timeline')}>{t('allTimeline', { n: file.timeline.length })}</TextButton>
          )
        }
      >
        {file.timeline.length === 0 ? (
          <EmptyState
            title={t('timelineEmpty')}
            how={t('timelineEmptyHow')}
            action={{ label: t('addContact'), onAct: () => onCapture('interaction') }}
          />
        ) : (
          <AccountTimeline items={file.timeline.slice(0, headLength)} now={file.now} zone={file.me.zone} />
        )}
      </Panel>
    </>
  )
}

export function OverviewAside(props: TabProps) {
  return (
    <>
      <NextVisitPanel {...props} />
      <PeoplePanel {...props} />
      <TasksPanel {...props} />
      <ToFindPanel {...props} />
    </>
  )
}

const TextButton = ({ onAct, children }: { onAct: () => void; children: string }) => (
  <button type="button" className={css.text} onClick={onAct}>
    {children}
  </button>
)

const preRegTones: Readonly<Record<string, Tone>> = {
  confirmed: 'ok',
  notNeeded: 'ok',
  submitted: 'info',
  toDo: 'warn',
  refused: 'danger'
}

function NextVisitPanel({ file, gone }: TabProps) {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const [, navigate] = useLocation()
  const visit = file.nextVisit
  const { zone } = file.me
  if (!visit)
    return (
      <Panel title={t('nextVisit')}>
        <div className={css.none}>
          <span>
            {t('noVisit')}
            <span className={css.quiet}> {t('noVisitHow')}</span>
          </span>
          {!gone && <Button onClick={() => navigate(plannerFor(file.account.id))}>{t('newVisit')}</Button>}
        </div>
      </Panel>
    )
  const day = capital(formatDay(wallClock(visit.at, zone).date, locale, wallClock(file.now, zone).date))
  const end = new Date(Date.parse(visit.at) + (visit.durationMin ?? 0) * 60_000).toISOString()
  const hours = visit.durationMin ? formatTimeRange(visit.at, end, zone) : wallClock(visit.at, zone).time
  const confirmed = visit.state === 'confirmed'
  return (
    <Panel
      title={t('nextVisit')}
      extra={<StatusTag tone={confirmed ? 'ok' : 'info'}>{t(confirmed ? 'confirmed' : 'planned')}</StatusTag>}
    >
      <Link href={paths.visit(visit.id)} className={css.visitTime}>
        {day} {hours}
      </Link>
      <div className={css.quietLine}>
        {[
          visit.site,
          visit.hosts.length > 0 && t('host', { names: visit.hosts.join(locale === 'en' ? ', ' : '、') }),
          visit.by
        ]
          .filter(Boolean)
          .join(' · ')}
      </div>
      {visit.objective && <div className={css.objective}>{visit.objective}</div>}
      {visit.preReg && (
        <div className={css.checks}>
          <StatusTag tone={preRegTones[visit.preReg] ?? 'neutral'} plain>
            {t(`preReg_${visit.preReg as 'toDo'}`)}
          </StatusTag>
          {visit.preReg === 'toDo' && visit.preRegHours !== null && (
            <span className={css.quiet}>{t('preRegLead', { n: visit.preRegHours })}</span>
          )}
        </div>
      )}
    </Panel>
  )
}

const order = (position: string | null) => {
  const at = (seedPositions as readonly string[]).indexOf(position ?? '')
  return at < 0 ? seedPositions.length : at
}
/** In post, the six key posts first. */
export const inPost = (people: readonly PersonCard[]): PersonCard[] =>
  people
    .filter(({ status }) => status === 'active' || status === null)
    .toSorted(
      (a, b) => order(a.position) - order(b.position) || (b.lastContact ?? '').localeCompare(a.lastContact ?? '')
    )

function PeoplePanel({ file, onTab, onCapture }: TabProps) {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const people = inPost(file.people)
  const missing = seedPositions.filter((post) => !people.some(({ position }) => position === post))
  if (people.length === 0)
    return (
      <Panel title={t('people')}>
        <EmptyState
          title={t('peopleEmpty')}
          how={t('peopleEmptyHow')}
          action={{ label: t('addPerson'), onAct: () => onCapture('person') }}
        />
      </Panel>
    )
  return (
    <Panel
      title={t('people')}
      extra={<TextButton onAct={() => onTab('people')}>{t('allPeople', { n: people.length })}</TextButton>}
    >
      <ul className={css.plain}>
        {people.slice(0, 5).map((person) => (
          <li key={person.id} className={css.person}>
            <div>
              <Link href={paths.person(person.id)} className={css.personName}>
                {person.name}
              </Link>
              <div className={css.quietLine}>{postOf(person, locale) ?? '—'}</div>
            </div>
            <span className={css.age}>
              {person.lastContact ? `${daysSince(person.lastContact, file.now, file.me.zone)} ${t('days')}` : '—'}
            </span>
          </li>
        ))}
        {missing.length > 0 && (
          <li className={css.person}>
            <button
              type="button"
              className={css.vacantPost}
              onClick={() => onCapture('person', { position: missing[0] })}
            >
              <span className={css.vacantName}>{codeLabel('person', 'position', missing[0], locale)}</span>
              {missing.length > 1 && <span className={css.quietLine}>+{missing.length - 1}</span>}
            </button>
            <span className={css.vacantTag}>{t('vacant')}</span>
          </li>
        )}
      </ul>
    </Panel>
  )
}

function TasksPanel({ file, onTab, onCapture, write, gone }: TabProps) {
  const { t } = useTranslation('accounts')
  const due = useDue(file)
  const finish = useDoTask(write)
  const shown = file.tasks.slice(0, 4)
  return (
    <Panel
      title={t('tasks')}
      extra={
        file.tasks.length > shown.length ? (
          <TextButton onAct={() => onTab('tasks')}>{t('allTasks', { n: file.tasks.length })}</TextButton>
        ) : (
          !gone && <TextButton onAct={() => onCapture('task')}>{t('addTask')}</TextButton>
        )
      }
    >
      {shown.length === 0 ? (
        <div className={css.quietLine}>{t('tasksEmpty')}</div>
      ) : (
        <CheckList
          label={t('tasks')}
          disabled={gone}
          items={shown.map((task) => ({ key: task.id, title: task.title, ...due(task) }))}
          onCheck={(id) => finish(file.tasks.find((task) => task.id === id)!)}
        />
      )}
    </Panel>
  )
}

/** What would add most to the file (C-33): questions to ask, the weightiest first. */
function ToFindPanel({ file, onTab, onCapture }: TabProps) {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const { worthMost } = file.completeness
  return (
    <Panel title={t('toFind')}>
      {worthMost.length === 0 ? (
        <div className={css.quietLine}>{t('factsGood')}</div>
      ) : (
        <ol className={css.questions}>
          {worthMost.map(({ key, why }) => {
            const post = key.startsWith('post:') ? key.slice('post:'.length) : null
            const label = post
              ? t('toFindPost', { post: lower(codeLabel('person', 'position', post, locale) ?? post, locale) })
              : t(why === 'stale' ? 'toFindStale' : 'toFindField', { label: fieldLabel('account', key, locale) })
            const act = () =>
              post && why === 'missing' ? onCapture('person', { position: post }) : onTab(post ? 'people' : 'file')
            return (
              <li key={key}>
                <button type="button" className={css.question} onClick={act}>
                  {label}
                </button>
              </li>
            )
          })}
        </ol>
      )}
    </Panel>
  )
}

const lower = (text: string, locale: string) => (locale === 'en' ? text.charAt(0).toLowerCase() + text.slice(1) : text)
