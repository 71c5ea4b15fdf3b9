import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { formatDay, formatTime, Panel, useLocale, wallClock } from '../../ui/index.ts'
import { completeTask, reopenTask, saveWithUndo } from './commands.ts'
import type { TaskRow } from './today-query.ts'
import css from './today.module.css'

interface DayTasksProps {
  tasks: readonly TaskRow[]
  zone: string
  now: number
  isToday: boolean
}

/** Due this day: a tick closes it, the toast or a second tick opens it again. */
export function DayTasks({ tasks, zone, now, isToday }: DayTasksProps) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const open = tasks.filter((task) => !task.done).length
  const tick = (task: TaskRow) =>
    void saveWithUndo(
      [task.done ? reopenTask(task.id) : completeTask(task.id)],
      t(task.done ? 'taskReopened' : 'taskDone', { title: task.title }),
      locale
    )
  const today = wallClock(now, zone).date
  const due = (task: TaskRow) => {
    if (!task.due || task.done) return null
    const date = wallClock(task.due, zone).date
    return date === today ? formatTime(task.due, zone) : formatDay(date, locale, today)
  }
  return (
    <Panel title={t(isToday ? 'dueToday' : 'dueThatDay')} extra={open > 0 ? open : undefined}>
      {tasks.length === 0 ? (
        <p className={css.quiet}>{t('noTasks')}</p>
      ) : (
        <ul className={css.tasks}>
          {tasks.map((task) => (
            <li key={task.id} className={css.task}>
              <Checkbox checked={task.done} onChange={() => tick(task)}>
                <span className={task.done ? css.doneText : undefined}>{task.title}</span>
                {task.account && <span className={css.taskAccount}>{task.account}</span>}
              </Checkbox>
              <span className={`${css.taskDue} ${task.late ? css.lateText : ''}`}>
                {task.late && `${t('late')} `}
                {due(task)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
