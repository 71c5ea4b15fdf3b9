import { BranchesOutlined } from '@ant-design/icons'
import { errors } from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { undo, write } from '../../client/index.ts'
import { EmptyState, Panel, isTextEntry, useLocale, useToasts, type ValueContext } from '../../ui/index.ts'
import { ConflictCard, nameOf, valueText } from './conflict-card.tsx'
import { fieldWord, say } from './outbox-words.ts'
import type { ConflictView } from './queries.ts'
import { settle, type Choice } from './settle.ts'
import css from './sync-screen.module.css'
import { codeOf } from './use-outbox-actions.ts'

interface ConflictsProps {
  conflicts: readonly ConflictView[]
  device: string | null
  context: ValueContext
  now: number
}

/** A queue: one conflict open, the others one line each. */
export function Conflicts({ conflicts, device, context, now }: ConflictsProps) {
  const { t } = useTranslation('sync')
  const locale = useLocale()
  const [chosen, setChosen] = useState<string | null>(null)
  /** The conflict for which a third value is being written. */
  const [writing, setWriting] = useState<string | null>(null)
  const show = useToasts((toasts) => toasts.show)
  const index = Math.max(
    0,
    conflicts.findIndex(({ id }) => id === chosen)
  )
  const current = conflicts[index]

  const told = (error: unknown) => show({ text: t('failed', { reason: say(errors[codeOf(error)], locale) }) })
  const choose = async (conflict: ConflictView, choice: Choice) => {
    try {
      const { group } = await write(settle(conflict, choice))
      show({ text: doneWords(conflict, choice), undo: () => void undo(group).catch(told) })
    } catch (error) {
      told(error)
    }
  }
  const doneWords = (conflict: ConflictView, { take }: Choice) => {
    if (conflict.reason !== 'concurrent')
      return t(take === 'winner' ? 'recordKept' : 'recordDeleted', { title: conflict.title })
    const key = { winner: 'kept', loser: 'restored', third: 'merged' } as const
    return t(key[take], { title: conflict.title, field: fieldWord(conflict.recordType, conflict.field, locale) })
  }
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!current || event.ctrlKey || event.metaKey || event.altKey || isTextEntry(event.target)) return
      if (document.querySelector('dialog[open]')) return
      const key = event.key.toLowerCase()
      if (key === '1') void choose(current, { take: 'winner' })
      else if (key === '2' && current.held) void choose(current, { take: 'loser' })
      else if (key === 'm' && current.held && current.reason === 'concurrent') setWriting(current.id)
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })

  if (!current) {
    return (
      <Panel>
        <EmptyState title={t('noConflicts')} how={t('noConflictsHow')} />
      </Panel>
    )
  }
  const others = conflicts.filter((conflict) => conflict !== current)
  return (
    <>
      <ConflictCard
        key={current.id}
        conflict={current}
        at={index + 1}
        all={conflicts.length}
        device={device}
        context={{ ...context, nameOf: (id) => current.names[id] }}
        now={now}
        writing={writing === current.id}
        onWriting={(open) => setWriting(open ? current.id : null)}
        onChoose={(choice) => void choose(current, choice)}
      />
      {others.length > 0 && (
        <Panel>
          <ul>
            {others.map((conflict) => (
              <Other key={conflict.id} {...{ conflict, context }} onDecide={() => setChosen(conflict.id)} />
            ))}
          </ul>
        </Panel>
      )}
    </>
  )
}

function Other({
  conflict,
  context,
  onDecide
}: {
  conflict: ConflictView
  context: ValueContext
  onDecide: () => void
}) {
  const { t } = useTranslation('sync')
  const locale = useLocale()
  const field = types.get(conflict.recordType)?.fields[conflict.field]
  const text = (value: unknown) =>
    valueText(field, value, locale, { ...context, nameOf: (id) => conflict.names[id] }) || t('empty')
  const { reason, winner, loser } = conflict
  return (
    <li className={css.other}>
      <BranchesOutlined aria-hidden className={css.branch} />
      <div className={css.otherWords}>
        <div className={css.otherTitle}>
          {conflict.title} ·{' '}
          {reason === 'concurrent' ? fieldWord(conflict.recordType, conflict.field, locale) : t('thisRecord')}
        </div>
        <div className={css.otherValues}>
          {reason === 'concurrent'
            ? t('versus', { winner: text(winner.value), loser: text(loser.value) })
            : t(reason, { name: nameOf(reason === 'deleteLost' ? loser : winner, t) })}
        </div>
      </div>
      <Button onClick={onDecide}>{t('decide')}</Button>
    </li>
  )
}
