import { PlusOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  EmptyState,
  Panel,
  formatDay,
  instantAt,
  isComposing,
  readDate,
  readTime,
  useLocale,
  wallClock
} from '../../ui/index.ts'
import { CheckList } from '../../ui/record/index.ts'
import type { TabProps } from './account-screen.tsx'
import css from './accounts.module.css'
import { daysLate, isLate } from './days.ts'
import type { AccountFile, TaskCard } from './file-query.ts'
import type { AccountWrite } from './use-file.ts'

/** Due as a person says it, and how bad it is. */
export function useDue({
  now,
  me: { zone }
}: Pick<AccountFile, 'now' | 'me'>): (task: TaskCard) => { due?: string; tone?: 'danger' | 'warn' } {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const today = wallClock(now, zone).date
  return ({ due }) => {
    if (!due) return {}
    if (isLate(due, now)) return { due: t('lateBy', { n: daysLate(due, now, zone) }), tone: 'danger' }
    const { date, time } = wallClock(due, zone)
    // Midnight and the end of the day mean the day.
    const day = formatDay(date, locale, today)
    return {
      due: time === '00:00' || time >= '18:00' ? day : `${day} ${time}`,
      tone: date === today ? 'warn' : undefined
    }
  }
}

/** Ticks a task off; the toast takes it back. */
export function useDoTask(write: AccountWrite): (task: TaskCard) => void {
  const { t } = useTranslation('accounts')
  return ({ id, title }) =>
    void write([{ kind: 'edit', type: 'task', id, step: { event: 'complete' } }], t('taskDone', { title }))
}

type Group = 'groupLate' | 'groupToday' | 'groupWeek' | 'groupLater' | 'groupNone'
const groups: readonly Group[] = ['groupLate', 'groupToday', 'groupWeek', 'groupLater', 'groupNone']

function groupOf(due: string | null, now: number, zone: string): Group {
  if (!due) return 'groupNone'
  if (isLate(due, now)) return 'groupLate'
  const days = (Date.parse(wallClock(due, zone).date) - Date.parse(wallClock(now, zone).date)) / 86_400_000
  return days === 0 ? 'groupToday' : days <= 7 ? 'groupWeek' : 'groupLater'
}

export function TasksTab({ file, gone, write }: TabProps) {
  const { t } = useTranslation('accounts')
  const due = useDue(file)
  const finish = useDoTask(write)
  return (
    <Panel title={t('tasks')}>
      {!gone && <TaskAdd file={file} write={write} />}
      {file.tasks.length === 0 && <EmptyState title={t('tasksEmpty')} how={t('tasksEmptyHow')} />}
      {groups.map((group) => {
        const tasks = file.tasks.filter((task) => groupOf(task.due, file.now, file.me.zone) === group)
        if (tasks.length === 0) return null
        return (
          <section key={group} className={css.taskGroup}>
            <h3 className={css.groupTitle}>{t(group)}</h3>
            <CheckList
              label={t(group)}
              disabled={gone}
              items={tasks.map((task) => ({
                key: task.id,
                title: task.title,
                facts: [task.assignee, task.unsent && t('unsent')].filter(Boolean).join(' · '),
                ...due(task)
              }))}
              onCheck={(id) => finish(tasks.find((task) => task.id === id)!)}
            />
          </section>
        )
      })}
    </Panel>
  )
}

/** One line: what, by when, who. Enter adds it and is ready for the next. */
function TaskAdd({ file, write }: { file: AccountFile; write: AccountWrite }) {
  const { t } = useTranslation('accounts')
  const { zone, id: me } = file.me
  const [title, setTitle] = useState('')
  const [due, setDue] = useState('')
  const [who, setWho] = useState(me)
  const [wrong, setWrong] = useState<{ field: 'title' | 'due'; text: string } | null>(null)
  const today = wallClock(file.now, zone).date

  const add = async () => {
    const dueAt = readDue(due, today, zone)
    if (title.trim() === '') return setWrong({ field: 'title', text: t('askTitle') })
    if (dueAt === undefined) return setWrong({ field: 'due', text: t('askDue') })
    const values = {
      title: title.trim(),
      accountId: file.account.id,
      assigneeUserId: who,
      kind: 'followUp',
      ...(dueAt && { dueAt })
    }
    const written = await write(
      [{ kind: 'create', type: 'task', values, step: { event: 'open' } }],
      t('taskAdded', { title: title.trim() })
    )
    if ('refusal' in written) return setWrong({ field: 'title', text: written.refusal })
    setTitle('')
    setDue('')
    return setWrong(null)
  }
  const field = (name: 'title' | 'due') => ({
    status: wrong?.field === name ? ('error' as const) : undefined,
    'aria-describedby': wrong?.field === name ? 'task-add-wrong' : undefined
  })
  return (
    <form
      className={css.taskAdd}
      onSubmit={(event) => {
        event.preventDefault()
        void add()
      }}
      onKeyDown={(event) => event.key === 'Enter' && isComposing(event) && event.preventDefault()}
    >
      <Input
        {...field('title')}
        className={css.taskTitle}
        aria-label={t('taskTitle')}
        placeholder={t('taskTitle')}
        value={title}
        onChange={(e) => setTitle(e.target.value)}
      />
      <Input
        {...field('due')}
        className={css.taskDue}
        aria-label={t('taskDue')}
        placeholder={t('taskDue')}
        value={due}
        onChange={(e) => setDue(e.target.value)}
      />
      <Select
        className={css.taskWho}
        aria-label={t('taskWho')}
        showSearch={{ optionFilterProp: 'label' }}
        options={file.choices['user'] ?? []}
        value={who}
        onChange={setWho}
      />
      <Button htmlType="submit" icon={<PlusOutlined aria-hidden />}>
        {t('addTask')}
      </Button>
      {wrong && (
        <div id="task-add-wrong" className={css.error} role="alert">
          {wrong.text}
        </div>
      )}
    </form>
  )
}

/** The end of the working day unless a time is given; undefined if it is no date, null if nothing was entered. */
function readDue(text: string, today: string, zone: string): { at: string; zone: string } | null | undefined {
  if (text.trim() === '') return null
  const parts = text.trim().split(/[\sT]+/)
  const time = parts.length > 1 ? readTime(parts.at(-1)!) : null
  const date = readDate(time ? parts.slice(0, -1).join(' ') : text.trim(), today)
  return date ? { at: instantAt(date, time ?? '18:00', zone), zone } : undefined
}
