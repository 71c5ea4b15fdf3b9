import { LaptopOutlined } from '@ant-design/icons'
import type { Field } from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import { Button } from 'antd'
import { Fragment, useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import {
  Kbd,
  StatusTag,
  displayValue,
  formatInstant,
  useLocale,
  type Locale,
  type ValueContext
} from '../../ui/index.ts'
import css from './sync-screen.module.css'
import { diff, type Piece } from './diff.ts'
import { fieldWord } from './outbox-words.ts'
import type { ConflictView, Side } from './queries.ts'
import type { Choice } from './settle.ts'
import { ThirdValue } from './third-value.tsx'

export interface ConflictCardProps {
  conflict: ConflictView
  at: number
  all: number
  device: string | null
  context: ValueContext
  now: number
  /** The editor of a third value is open: key M opens it too. */
  writing: boolean
  onWriting: (writing: boolean) => void
  onChoose: (choice: Choice) => void
}

/** One conflict: both values side by side, who set them, when and where, and one tap to choose. */
export function ConflictCard(props: ConflictCardProps) {
  const { conflict, at, all, context, writing, onWriting, onChoose } = props
  const { t } = useTranslation('sync')
  const locale = useLocale()
  const id = useId()
  const field = types.get(conflict.recordType)?.fields[conflict.field]
  const aboutField = conflict.reason === 'concurrent'
  const label = aboutField ? fieldWord(conflict.recordType, conflict.field, locale) : t('thisRecord')
  const [winner, loser] = shownValues(conflict, field, locale, context, t)
  return (
    <section className={css.card} aria-labelledby={id}>
      <header className={css.cardHead}>
        <StatusTag tone="conflict">{t('conflictAt', { at, all })}</StatusTag>
        <h2 id={id} className={css.cardTitle}>
          {conflict.title} · {label}
        </h2>
        {!aboutField && (
          <span className={css.why}>
            {t(conflict.reason === 'deleteLost' ? 'deleteLost' : 'editRevived', {
              name: nameOf(conflict.reason === 'deleteLost' ? conflict.loser : conflict.winner, t)
            })}
          </span>
        )}
      </header>
      <div className={css.sides}>
        <SideBox {...props} side={conflict.winner} inUse value={winner}>
          <Button block size="large" onClick={() => onChoose({ take: 'winner' })}>
            {t(aboutField ? 'keepThis' : 'keepRecord')} <Kbd>1</Kbd>
          </Button>
        </SideBox>
        <SideBox {...props} side={conflict.loser} value={loser}>
          <Button block size="large" disabled={!conflict.held} onClick={() => onChoose({ take: 'loser' })}>
            {t(aboutField ? 'useOther' : 'deleteRecord')} <Kbd>2</Kbd>
          </Button>
        </SideBox>
      </div>
      {conflict.original !== null && (
        <section className={css.original} aria-label={t('original')}>
          <h3 className={css.originalHead}>{t('original')}</h3>
          <div className={css.originalText}>{conflict.original || t('empty')}</div>
        </section>
      )}
      {writing && field && (
        <ThirdValue
          label={t('thirdLabel', { field: label })}
          field={field}
          value={conflict.winner.value}
          context={context}
          onSave={(value) => onChoose({ take: 'third', value })}
          onCancel={() => onWriting(false)}
        />
      )}
      <footer className={css.cardFoot}>
        {aboutField && !writing && conflict.held && (
          <Button type="text" onClick={() => onWriting(true)}>
            {t('writeThird')} <Kbd>M</Kbd>
          </Button>
        )}
        <span className={css.footNote}>{t(conflict.held ? 'undoKept' : 'notHeld')}</span>
      </footer>
    </section>
  )
}

type SideBoxProps = ConflictCardProps & { side: Side; inUse?: boolean; value: ReactNode; children: ReactNode }
function SideBox({ conflict, side, inUse = false, value, device, context, now, children }: SideBoxProps) {
  const { t } = useTranslation('sync')
  const locale = useLocale()
  const other = inUse ? conflict.loser : conflict.winner
  const time = side.at ? formatInstant(side.at, locale, now, context.zone) : ''
  const name = nameOf(side, t)
  return (
    <div className={`${css.side} ${inUse ? css.sideInUse : ''}`}>
      <div className={css.sideHead}>
        <StatusTag tone={inUse ? 'ok' : 'neutral'}>{t(inUse ? 'inUse' : 'keptAside')}</StatusTag>
        {time && <span className={css.time}>{t(side.at >= other.at ? 'later' : 'earlier', { at: time })}</span>}
      </div>
      <div className={css.value}>{value}</div>
      <div className={css.by}>
        <LaptopOutlined aria-hidden />
        <div>
          <div>{side.mine ? t('you', { name }) : name}</div>
          {side.device && (
            <div className={css.where}>
              {side.device === device ? t('thisDevice') : t('otherDevice', { device: side.device.slice(-4) })}
            </div>
          )}
        </div>
      </div>
      {children}
    </div>
  )
}

type Word = (key: 'empty' | 'stays' | 'gone') => string

/** Who set the value; what no person set came from the system. */
export const nameOf = ({ by }: Side, word: (key: 'system') => string): string => by ?? word('system')

/** A value written out; a list or structure as it is. */
export function valueText(field: Field | undefined, value: unknown, locale: Locale, context: ValueContext): string {
  if (value === null || value === undefined) return ''
  if (field && field.type.kind !== 'json' && field.type.kind !== 'list')
    return displayValue(field.type, value, locale, context)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function shownValues(
  { reason, winner, loser }: ConflictView,
  field: Field | undefined,
  locale: Locale,
  context: ValueContext,
  word: Word
): [ReactNode, ReactNode] {
  if (reason !== 'concurrent') return [word('stays'), word('gone')]
  const texts = [winner, loser].map((side) => valueText(field, side.value, locale, context)) as [string, string]
  const marked = diff(...texts)
  return [markedText(marked[0], word), markedText(marked[1], word)]
}

const markedText = (pieces: readonly Piece[], word: Word): ReactNode =>
  pieces.every((piece) => piece.text === '') ? (
    <span className={css.none}>{word('empty')}</span>
  ) : (
    pieces.map((piece, n) => (
      <Fragment key={n}>{piece.changed ? <mark className={css.mark}>{piece.text}</mark> : piece.text}</Fragment>
    ))
  )
