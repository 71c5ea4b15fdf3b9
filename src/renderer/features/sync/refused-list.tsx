import { errors, isErrorCode } from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import { Button } from 'antd'
import { useRef, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import type { OutboxEntry } from '../../client/index.ts'
import { EditableField, FieldRow, StatusTag, useLocale, type ValueContext } from '../../ui/index.ts'
import { valueText } from './conflict-card.tsx'
import { changedTo, fieldWord, fieldWords, say } from './outbox-words.ts'
import css from './sync-screen.module.css'

export interface RefusedListProps {
  entries: readonly OutboxEntry[]
  titles: Readonly<Record<string, string>>
  context: ValueContext
  /** Only reason and remedy: beside the conflicts. */
  short?: boolean
  onRetry: (entry: OutboxEntry, values: Record<string, unknown>) => void
  onCopy: (entry: OutboxEntry) => void
  onDrop: (entry: OutboxEntry) => void
  /** In the short form: goes where the values are edited. */
  onCorrect?: () => void
}

/** What the server did not accept: the reason, what to do, and the value, which is kept until somebody settles it. */
export function RefusedList({ entries, short = false, ...rest }: RefusedListProps) {
  return (
    <ul className={css.refusedList}>
      {entries.map((entry) => (
        <Refused key={entry.opId} entry={entry} short={short} {...rest} />
      ))}
    </ul>
  )
}

type RefusedProps = Omit<RefusedListProps, 'entries' | 'short'> & { entry: OutboxEntry; short: boolean }
function Refused({ entry, titles, context, short, onRetry, onCopy, onDrop, onCorrect }: RefusedProps) {
  const { t } = useTranslation('sync')
  const locale = useLocale()
  const code = isErrorCode(entry.code) ? entry.code : 'SERVER_ERROR'
  const title = titles[entry.id] ?? '—'
  const what = entry.field
    ? fieldWord(entry.type, entry.field, locale)
    : fieldWords(entry, locale).join(locale === 'en' ? ', ' : '、')
  // What an edit can cure is edited here; what a right forbids is handed on; what time cures is sent again.
  const { retry } = errors[code]
  const values = useRef<HTMLDivElement>(null)
  const correct = () => (onCorrect ? onCorrect() : values.current?.querySelector('button')?.click())
  return (
    <li className={css.refused}>
      <h3 className={css.refusedTitle}>
        <StatusTag tone="danger" plain>
          {what ? `${what} · ${title}` : title}
        </StatusTag>
      </h3>
      <p className={css.reason}>{say(errors[code], locale)}</p>
      {!short && <Values ref={values} {...{ entry, context, onRetry }} editable={retry === 'edit'} />}
      <div className={css.actions}>
        {retry === 'edit' && <Button onClick={correct}>{t('correct')}</Button>}
        {retry !== 'edit' && retry !== 'never' && <Button onClick={() => onRetry(entry, {})}>{t('sendAgain')}</Button>}
        <Button onClick={() => onCopy(entry)}>{t('copyOut')}</Button>
        <Button type="text" onClick={() => onDrop(entry)}>
          {t('drop')}
        </Button>
      </div>
    </li>
  )
}

type ValuesProps = Pick<RefusedProps, 'entry' | 'context' | 'onRetry'> & { ref: Ref<HTMLDivElement>; editable: boolean }
function Values({ ref, entry, context, editable, onRetry }: ValuesProps) {
  const locale = useLocale()
  return (
    <div ref={ref} className={css.refusedValues}>
      {Object.entries(entry.fields).map(([name, change]) => {
        const field = types.get(entry.type)?.fields[name]
        const label = fieldWord(entry.type, name, locale)
        const value = changedTo(change)
        const mayEdit = editable && field && 'value' in change
        return mayEdit ? (
          <EditableField
            key={name}
            label={label}
            type={field.type}
            value={value}
            context={context}
            onSave={(next) => onRetry(entry, { [name]: next })}
          />
        ) : (
          <FieldRow key={name} label={label}>
            {valueText(field, value, locale, context)}
          </FieldRow>
        )
      })}
    </div>
  )
}
