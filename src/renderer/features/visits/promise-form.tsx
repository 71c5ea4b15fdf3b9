import { newId } from '@fieldfile/protocol'
import { plusDays, weekdayOf } from '@fieldfile/domain/visits/week'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDate, instantAt, isComposing, readDate, Segments, useLocale, wallClock } from '../../ui/index.ts'
import type { VisitCard } from './card-query.ts'
import css from './card.module.css'
import { editReport, makeTask, saveWithUndo, taskIdOf, type ReportKey } from './commands.ts'

/** A date without an hour is due at the end of the working day. */
const endOfDay = '17:00'
export const dueAt = (date: string, zone: string) => ({ at: instantAt(date, endOfDay, zone), zone })

type Side = 'ours' | 'theirs' | 'task'

/** What was promised by us or by them, or what is to be done: each becomes a task at once. */
export function PromiseForm({ card, reportKey }: { card: VisitCard; reportKey: ReportKey }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const id = useId()
  const [side, setSide] = useState<Side>('ours')
  const [text, setText] = useState('')
  const [due, setDue] = useState('')
  const [asked, setAsked] = useState(false)
  const { row, me, ownerUserId } = card
  const today = wallClock(card.now, me.zone).date
  const date = due.trim() === '' ? null : readDate(due, today)
  const badDate = due.trim() !== '' && date === null
  const badText = text.trim() === ''
  const owner = ownerUserId ?? me.id

  const add = async () => {
    if (badText || badDate) return setAsked(true)
    const words = text.trim()
    const rowId = newId()
    const taskId = side === 'task' ? newId() : await taskIdOf(rowId)
    const task = makeTask({
      id: taskId,
      accountId: row.accountId,
      title: (side === 'theirs' ? t('theirsTitle', { text: words }) : words).slice(0, 200),
      due: date ? dueAt(date, me.zone) : null,
      assigneeUserId: owner,
      originType: 'visit',
      originId: row.id
    })
    const list = side === 'ours' ? 'commitmentsOurs' : 'commitmentsTheirs'
    const commitment = { id: rowId, text: words, ownerId: owner, taskId, ...(date ? { due: date } : {}) }
    const changes = side === 'task' ? [task] : [editReport(reportKey, {}, { [list]: [commitment] }), task]
    const saved = await saveWithUndo(changes, t('promiseSaved', { text: words }), locale)
    if (!saved) return
    setText('')
    setDue('')
    setAsked(false)
  }
  const friday = plusDays(today, (5 - weekdayOf(today) + 7) % 7 || 7)
  const quick = [
    [t('tomorrow'), plusDays(today, 1)],
    [t('friday'), friday],
    [t('inTwoWeeks'), plusDays(today, 14)]
  ] as const
  return (
    <form
      className={css.card}
      onSubmit={(event) => {
        event.preventDefault()
        void add()
      }}
    >
      <div className={css.cardHead}>
        <h3>{t('promise')}</h3>
        <Segments
          label={t('whose')}
          value={side}
          options={(['ours', 'theirs', 'task'] as const).map((value) => ({ value, label: t(`side_${value}`) }))}
          onChange={setSide}
        />
      </div>
      <div className={css.field}>
        <label htmlFor={`${id}t`} className={css.label}>
          {t(side === 'task' ? 'whatToDo' : side === 'ours' ? 'whatWePromised' : 'whatTheyPromised')}
        </label>
        <Input
          id={`${id}t`}
          autoComplete="off"
          maxLength={180}
          value={text}
          status={asked && badText ? 'error' : undefined}
          aria-invalid={(asked && badText) || undefined}
          placeholder={t('promiseExample')}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && isComposing(event)) event.preventDefault()
          }}
        />
        {asked && badText && <p className={css.error}>{t('askPromise')}</p>}
      </div>
      <div className={css.addLine}>
        <div className={css.field}>
          <label htmlFor={`${id}d`} className={css.label}>
            {t('due')}
          </label>
          <Input
            id={`${id}d`}
            autoComplete="off"
            value={due}
            status={badDate ? 'error' : undefined}
            aria-invalid={badDate || undefined}
            placeholder="2026-09-18"
            onChange={(event) => setDue(event.target.value)}
          />
        </div>
        <div className={css.quick} role="group" aria-label={t('due')}>
          {quick.map(([label, iso]) => (
            <Button
              key={label}
              size="small"
              onClick={() => setDue(iso)}
              title={formatDate(iso, locale, { weekday: true })}
            >
              {label}
            </Button>
          ))}
        </div>
        <Button htmlType="submit">{t('add')}</Button>
      </div>
      {badDate && <p className={css.error}>{t('askDate')}</p>}
    </form>
  )
}
