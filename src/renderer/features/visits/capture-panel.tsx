import { newId } from '@fieldfile/protocol'
import { Button, Checkbox, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDate, formatTime, isComposing, Kbd, Panel, StatusTag, useLocale } from '../../ui/index.ts'
import { isoNow } from './clock.ts'
import type { Promise_, VisitCard } from './card-query.ts'
import css from './card.module.css'
import { completeTask, reopenTask, saveWithUndo, type ReportKey } from './commands.ts'
import { OpenQuestion } from './open-question.tsx'
import { PromiseForm } from './promise-form.tsx'
import { SavedMark } from './saved-text.tsx'

const over = new Set(['reported', 'reviewed', 'closed'])

/** What was said and agreed. Every card is saved by itself, on this device, at once. */
export function CapturePanel({ card, reportKey }: { card: VisitCard; reportKey: ReportKey }) {
  const { t } = useTranslation('visits')
  const open = !over.has(card.row.state) && card.report.mayEdit
  return (
    <Panel
      title={t('capture')}
      extra={card.row.unsent || card.report.unsent.length > 0 ? <SavedMark shown waiting /> : undefined}
    >
      {open && <NoteForm card={card} />}
      {card.notes.length > 0 && (
        <ul className={css.notes} aria-label={t('notes')}>
          {card.notes.map((note) => (
            <li key={note.id} className={css.note}>
              <span className={css.noteTime}>{formatTime(note.at, card.me.zone)}</span>
              <span className={css.noteText}>{note.body}</span>
              <span className={css.grey}>{note.by}</span>
            </li>
          ))}
        </ul>
      )}
      {open && <PromiseForm card={card} reportKey={reportKey} />}
      {card.promises.length > 0 && (
        <ul className={css.notes} aria-label={t('promises')}>
          {card.promises.map((promise) => (
            <PromiseRow key={promise.id} promise={promise} />
          ))}
        </ul>
      )}
      <OpenQuestion card={card} reportKey={reportKey} readOnly={!open} />
    </Panel>
  )
}

function NoteForm({ card }: { card: VisitCard }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const id = useId()
  const [text, setText] = useState('')
  const { row, me, met } = card
  const add = async () => {
    const body = text.trim()
    if (!body) return
    const saved = await saveWithUndo(
      [
        {
          type: 'interaction',
          id: newId(),
          kind: 'create',
          values: {
            accountId: row.accountId,
            visitId: row.id,
            at: { at: isoNow(), zone: me.zone },
            channel: 'visit',
            department: me.roles.includes('SVC') && !me.roles.includes('REP') ? 'service' : 'sales',
            personIds: [...met],
            userIds: [me.id],
            subject: body.split('\n')[0]!.slice(0, 200),
            body,
            outcome: 'done',
            source: 'visit'
          }
        }
      ],
      t('noteSaved'),
      locale
    )
    if (saved) setText('')
  }
  return (
    <form
      className={css.card}
      onSubmit={(event) => {
        event.preventDefault()
        void add()
      }}
    >
      <label htmlFor={id} className={css.cardTitle}>
        {t('note')}
      </label>
      <Input.TextArea
        id={id}
        autoSize={{ minRows: 2, maxRows: 8 }}
        maxLength={20_000}
        value={text}
        placeholder={t('noteExample')}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || isComposing(event) || !text.trim()) return
          // Here the chord saves the note; the report is submitted from elsewhere.
          event.preventDefault()
          event.stopPropagation()
          void add()
        }}
      />
      <div className={css.cardFoot}>
        <Button htmlType="submit" disabled={text.trim() === ''}>
          {t('saveNote')} <Kbd>Ctrl Enter</Kbd>
        </Button>
      </div>
    </form>
  )
}

function PromiseRow({ promise }: { promise: Promise_ }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const { taskId, text, done } = promise
  const tick = () => {
    if (!taskId) return
    void saveWithUndo(
      [done ? reopenTask(taskId) : completeTask(taskId)],
      t(done ? 'taskReopened' : 'taskDone', { title: text }),
      locale
    )
  }
  return (
    <li className={css.note}>
      <StatusTag tone={promise.side === 'ours' ? 'info' : 'neutral'}>{t(`side_${promise.side}`)}</StatusTag>
      <span className={css.noteText}>
        {taskId ? (
          <Checkbox checked={done} onChange={tick}>
            <span className={done ? css.doneText : undefined}>{text}</span>
          </Checkbox>
        ) : (
          text
        )}
      </span>
      <span className={css.grey}>
        {[promise.owner, promise.due ? formatDate(promise.due, locale) : null].filter(Boolean).join(' · ')}
      </span>
    </li>
  )
}
