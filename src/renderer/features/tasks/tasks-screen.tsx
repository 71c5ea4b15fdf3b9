import { paths } from '@fieldfile/protocol'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { undo, useQuery, write, type Change } from '../../client/index.ts'
import { EmptyState, Page, Panel, Segments, formatDay, useLocale, wallClock } from '../../ui/index.ts'
import { CheckList, useWriter } from '../../ui/record/index.ts'
import { byDue, daysUntil } from './due-groups.ts'
import css from './tasks.module.css'
import { list, type TaskRow } from './tasks-query.ts'

const client = { write, undo }
type View = 'mine' | 'all'

/** What is to be done, by when it is due. */
export default function TasksScreen() {
  const { t } = useTranslation('tasks')
  const locale = useLocale()
  const [, navigate] = useLocation()
  const [view, setView] = useState<View>('mine')
  const { data } = useQuery(list, { english: locale === 'en' })
  const tell = useWriter<Change>(client)
  if (!data) return <Page title={t('title')}>{null}</Page>
  const { now, zone } = data
  const rows = data.rows.filter((row) => view === 'all' || row.mine)
  const late = rows.filter(({ due }) => due && Date.parse(due) < now).length
  const today = wallClock(now, zone).date

  const due = ({ due: at }: TaskRow): { due?: string; tone?: 'danger' | 'warn' } => {
    if (!at) return {}
    if (Date.parse(at) < now) return { due: t('lateBy', { n: Math.max(1, -daysUntil(at, now, zone)) }), tone: 'danger' }
    const { date, time } = wallClock(at, zone)
    return { due: `${formatDay(date, locale, today)} ${time}`, tone: date === today ? 'warn' : undefined }
  }
  const finish = (row: TaskRow) =>
    void tell(
      [{ kind: 'edit', type: 'task', id: row.id, step: { event: 'complete' } }],
      t('done', { title: row.title })
    )
  return (
    <Page
      title={t('title')}
      subtitle={[
        t('mineCount', { n: data.rows.filter(({ mine }) => mine).length }),
        late > 0 && t('lateCount', { n: late })
      ]
        .filter(Boolean)
        .join(' · ')}
      extra={
        <Segments
          label={t('views')}
          value={view}
          onChange={setView}
          options={[
            { value: 'mine', label: t('viewMine') },
            { value: 'all', label: t('viewAll') }
          ]}
        />
      }
    >
      {rows.length === 0 && (
        <Panel>
          <EmptyState
            title={t(view === 'mine' ? 'emptyMine' : 'emptyAll')}
            how={t('emptyHow')}
            action={{ label: t('toAccounts'), onAct: () => navigate(paths.accounts) }}
          />
        </Panel>
      )}
      {byDue(rows, now, zone).map(({ group, rows: shown }) => (
        <Panel key={group} title={t(group)} extra={shown.length}>
          <CheckList
            label={t(group)}
            items={shown.map((row) => ({
              key: row.id,
              title: row.title,
              facts: <Facts row={row} all={view === 'all'} />,
              onOpen: row.accountId ? () => navigate(paths.account(row.accountId!, 'tasks')) : undefined,
              ...due(row)
            }))}
            onCheck={(id) => finish(shown.find((row) => row.id === id)!)}
          />
        </Panel>
      ))}
    </Page>
  )
}

function Facts({ row, all }: { row: TaskRow; all: boolean }) {
  const { t } = useTranslation('tasks')
  return (
    <span className={css.facts}>
      {row.accountId && row.account && <Link href={paths.account(row.accountId, 'tasks')}>{row.account}</Link>}
      {all && row.assignee && <span>{row.assignee}</span>}
      {row.unsent && <span>{t('unsent')}</span>}
    </span>
  )
}
