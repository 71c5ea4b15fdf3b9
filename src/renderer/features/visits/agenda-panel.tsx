import { newId } from '@fieldfile/protocol'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isComposing, Panel, Segments, useLocale } from '../../ui/index.ts'
import type { AgendaItem, VisitCard } from './card-query.ts'
import css from './card.module.css'
import { editReport, editVisit, saveQuietly, saveWithUndo, type ReportKey } from './commands.ts'
import { SavedText } from './saved-text.tsx'

interface AgendaPanelProps {
  card: VisitCard
  reportKey: ReportKey
  /** The visit has begun: results can be ticked. */
  canAnswer: boolean
}

const over = new Set(['reported', 'reviewed', 'closed', 'cancelled', 'missed'])

/** What the visit is for, and what came of each point. */
export function AgendaPanel({ card, reportKey, canAnswer }: AgendaPanelProps) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const [item, setItem] = useState('')
  const { row, agenda, report } = card
  const closed = over.has(row.state)
  const mayPlan = card.mayEdit && !closed
  const mayAnswer = canAnswer && report.mayEdit && !closed
  const add = async () => {
    const text = item.trim()
    if (!text) return
    const seq = agenda.length + 1
    const change = {
      type: 'visit',
      id: row.id,
      kind: 'edit' as const,
      append: { agenda: [{ id: newId(), seq, item: text, status: 'open' }] }
    }
    if (await saveQuietly([change], locale)) setItem('')
  }
  const drop = (a: AgendaItem) =>
    void saveWithUndo(
      [
        {
          type: 'visit',
          id: row.id,
          kind: 'edit',
          append: { agenda: [{ id: newId(), supersedesId: a.id, item: a.item, status: 'dropped' }] }
        }
      ],
      t('agendaDropped', { item: a.item }),
      locale,
      false
    )
  return (
    <Panel title={t('objectiveAgenda')}>
      <SavedText
        label={t('objective')}
        value={row.objective ?? ''}
        readOnly={!mayPlan}
        lines={1}
        max={2000}
        placeholder={t('objectiveExample')}
        onSave={async (text, from) => {
          const change = { ...editVisit(row.id, { objective: text || null }), was: { objective: from } }
          return (await saveQuietly([change], locale)) !== null
        }}
      />
      {agenda.length > 0 && (
        <ol className={css.agenda} aria-label={t('agenda')}>
          {agenda.map((a) => (
            <AgendaRow
              key={a.id}
              item={a}
              mayAnswer={mayAnswer}
              reportKey={reportKey}
              onDrop={mayPlan && !a.outcome ? () => drop(a) : undefined}
            />
          ))}
        </ol>
      )}
      {agenda.length === 0 && !mayPlan && <p className={css.grey}>{t('noAgenda')}</p>}
      {mayPlan && (
        <form
          className={css.addLine}
          onSubmit={(event) => {
            event.preventDefault()
            void add()
          }}
        >
          <Input
            value={item}
            maxLength={300}
            aria-label={t('agendaNew')}
            placeholder={t('agendaNew')}
            onChange={(event) => setItem(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && isComposing(event)) event.preventDefault()
            }}
          />
          <Button htmlType="submit" disabled={item.trim() === ''}>
            {t('add')}
          </Button>
        </form>
      )}
    </Panel>
  )
}

interface AgendaRowProps {
  item: AgendaItem
  mayAnswer: boolean
  reportKey: ReportKey
  onDrop: (() => void) | undefined
}

function AgendaRow({ item, mayAnswer, reportKey, onDrop }: AgendaRowProps) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const [noting, setNoting] = useState(false)
  const outcomes = { done: t('outcomeDone'), partly: t('outcomePartly'), notDone: t('outcomeNotDone') } as const
  // A list only grows: the newer row names the one it corrects.
  const save = (outcome: NonNullable<AgendaItem['outcome']>, note: string | null) =>
    saveQuietly(
      [
        editReport(
          reportKey,
          {},
          {
            results: [
              {
                id: newId(),
                item: item.item,
                outcome,
                ...(note ? { note } : {}),
                ...(item.rowId ? { supersedesId: item.rowId } : {})
              }
            ]
          }
        )
      ],
      locale
    )
  return (
    <li className={css.agendaItem}>
      <div className={css.agendaLine}>
        <span className={css.agendaText}>{item.item}</span>
        {mayAnswer ? (
          <Segments
            label={t('outcomeOf', { item: item.item })}
            value={item.outcome}
            options={(Object.keys(outcomes) as (keyof typeof outcomes)[]).map((value) => ({
              value,
              label: outcomes[value]
            }))}
            onChange={(outcome) => {
              void save(outcome, item.note)
              if (outcome !== 'done') setNoting(true)
            }}
          />
        ) : (
          item.outcome && <span className={css.grey}>{outcomes[item.outcome]}</span>
        )}
        {onDrop && !mayAnswer && (
          <Button type="text" size="small" onClick={onDrop} aria-label={t('agendaDrop', { item: item.item })}>
            {t('remove')}
          </Button>
        )}
      </div>
      {mayAnswer && item.outcome && (noting || item.note) ? (
        <SavedText
          label={t('outcomeNote', { item: item.item })}
          hideLabel
          lines={1}
          max={2000}
          value={item.note ?? ''}
          placeholder={t('outcomeNoteExample')}
          onSave={async (note) => (await save(item.outcome!, note)) !== null}
        />
      ) : mayAnswer && item.outcome ? (
        <Button type="link" size="small" className={css.linkLine} onClick={() => setNoting(true)}>
          {t('addNote')}
        </Button>
      ) : (
        item.note && <p className={css.grey}>{item.note}</p>
      )}
    </li>
  )
}
