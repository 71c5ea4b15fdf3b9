import { plusDays } from '@fieldfile/domain/visits/week'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDate, formatInstant, Panel, readDate, useLocale, wallClock } from '../../ui/index.ts'
import type { VisitCard } from './card-query.ts'
import css from './card.module.css'
import { editReport, saveQuietly, type ReportKey } from './commands.ts'
import { SavedText } from './saved-text.tsx'

const over = new Set(['reported', 'reviewed', 'closed'])

/** Summary and next step; the rest of the report is what was captured. */
export function ReportPanel({ card, reportKey }: { card: VisitCard; reportKey: ReportKey }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const { report, row, me } = card
  const submitted = over.has(row.state)
  const readOnly = submitted || !report.mayEdit
  const hasNextStep = report.nextVisitProposal || report.noNextStepReason || card.promises.length > 0
  const save: SaveReport = async (values, was) =>
    (await saveQuietly([{ ...editReport(reportKey, values), was }], locale)) !== null
  return (
    <Panel title={t('report')}>
      {report.comments.length > 0 && (
        <ul className={css.comments} aria-label={t('comments')}>
          {report.comments.map((comment) => (
            <li key={comment.id}>
              <b>{comment.by ?? t('manager')}</b> {comment.text}{' '}
              <span className={css.grey}>{comment.at && formatInstant(comment.at, locale, card.now, me.zone)}</span>
            </li>
          ))}
        </ul>
      )}
      {report.score !== null && <p className={css.grey}>{t('scoreIs', { score: report.score })}</p>}
      {(report.summary || !submitted) && (
        <SavedText
          label={t('summary')}
          value={report.summary}
          readOnly={readOnly}
          lines={3}
          unsent={report.unsent.includes('summary')}
          placeholder={t('summaryExample')}
          onSave={(text, from) => save({ summary: text || null }, { summary: from })}
        />
      )}
      {(hasNextStep || !submitted) && <NextStep card={card} readOnly={readOnly} save={save} />}
    </Panel>
  )
}

type SaveReport = (values: Record<string, unknown>, was?: Record<string, unknown>) => Promise<boolean>

interface NextStepProps {
  card: VisitCard
  readOnly: boolean
  save: SaveReport
}

/** When we come again; or that there is no next step, and why. A promise is a next step as well. */
function NextStep({ card, readOnly, save }: NextStepProps) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const id = useId()
  const { report, me } = card
  const today = wallClock(card.now, me.zone).date
  const [typed, setText] = useState<string | null>(null)
  const [none, setNone] = useState(report.noNextStepReason !== '')
  const text = typed ?? report.nextVisitProposal ?? ''
  const date = text.trim() === '' ? null : readDate(text, today)
  const bad = text.trim() !== '' && date === null
  const commit = () => {
    if (bad) return
    setText(null)
    if (date !== report.nextVisitProposal) void save({ nextVisitProposal: date })
  }
  if (readOnly)
    return (
      <div className={css.field}>
        <span className={css.label}>{t('nextStep')}</span>
        <p className={css.readText}>
          {report.nextVisitProposal
            ? t('nextVisitOn', { date: formatDate(report.nextVisitProposal, locale, { weekday: true, today }) })
            : report.noNextStepReason
              ? t('noNextBecause', { reason: report.noNextStepReason })
              : card.promises.length > 0
                ? t('promisesAreNext', { count: card.promises.length })
                : '—'}
        </p>
      </div>
    )
  const quick = [
    [t('inTwoWeeks'), plusDays(today, 14)],
    [t('inFourWeeks'), plusDays(today, 28)],
    [t('inThreeMonths'), plusDays(today, 91)]
  ] as const
  const pick = (iso: string) => {
    setText(null)
    void save({ nextVisitProposal: iso })
  }
  return (
    <fieldset className={css.fieldset}>
      <legend className={css.label}>{t('nextStep')}</legend>
      <div className={css.addLine}>
        <div className={css.field}>
          <label htmlFor={id} className={css.label}>
            {t('nextVisit')}
          </label>
          <Input
            id={id}
            autoComplete="off"
            value={text}
            placeholder="2026-10-13"
            status={bad ? 'error' : undefined}
            aria-invalid={bad || undefined}
            aria-describedby={`${id}h`}
            onChange={(event) => setText(event.target.value)}
            onBlur={commit}
            onPressEnter={commit}
          />
        </div>
        <div className={css.quick} role="group" aria-label={t('nextVisit')}>
          {quick.map(([label, iso]) => (
            <Button
              key={label}
              size="small"
              onClick={() => pick(iso)}
              title={formatDate(iso, locale, { weekday: true })}
            >
              {label}
            </Button>
          ))}
        </div>
        <Button type={none ? 'default' : 'text'} aria-expanded={none} onClick={() => setNone(!none)}>
          {t('noNextStep')}
        </Button>
      </div>
      <p id={`${id}h`} className={bad ? css.error : css.grey}>
        {bad
          ? t('askDate')
          : date
            ? formatDate(date, locale, { weekday: true, today })
            : card.promises.length > 0
              ? t('promisesAreNext', { count: card.promises.length })
              : ''}
      </p>
      {none && (
        <SavedText
          label={t('whyNoNextStep')}
          value={report.noNextStepReason}
          lines={1}
          max={500}
          unsent={report.unsent.includes('noNextStepReason')}
          onSave={(reason, from) => save({ noNextStepReason: reason || null }, { noNextStepReason: from })}
        />
      )}
    </fieldset>
  )
}
