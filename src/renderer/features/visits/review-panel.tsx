import { errors, newId } from '@fieldfile/protocol'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStatus, type Change } from '../../client/index.ts'
import { Panel, Segments, useLocale } from '../../ui/index.ts'
import { isoNow } from './clock.ts'
import type { VisitCard } from './card-query.ts'
import css from './card.module.css'
import { saveWithUndo, stepOf } from './commands.ts'

/** The manager reads, scores, and approves or returns. Only online: the rep may be editing (DOMAIN §5.3). */
export function ReviewPanel({ card }: { card: VisitCard }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const id = useId()
  const offline = useStatus((status) => status.net.phase === 'offline')
  const [text, setText] = useState('')
  const [score, setScore] = useState<string | null>(card.report.score === null ? null : String(card.report.score))
  const [asked, setAsked] = useState(false)
  const { row, me, report } = card
  const comment = text.trim()
  const finish = async (event: 'approve' | 'return') => {
    if (event === 'return' && comment === '') return setAsked(true)
    const review: Change[] =
      report.id && report.mayReview && (comment || score)
        ? [
            {
              type: 'visitReport',
              id: report.id,
              kind: 'edit',
              ...(score ? { values: { score: Number(score) } } : {}),
              ...(comment
                ? {
                    append: {
                      reviewComments: [
                        {
                          id: newId(),
                          text: comment,
                          byUserId: me.id,
                          at: { at: isoNow(), zone: me.zone }
                        }
                      ]
                    }
                  }
                : {})
            }
          ]
        : []
    const step = stepOf(row.id, { event, ...(comment ? { reason: comment } : {}) })
    await saveWithUndo(
      [...review, step],
      t(event === 'approve' ? 'approvedToast' : 'returnedToast', { account: row.account }),
      locale,
      false
    )
  }
  return (
    <Panel title={t('review')}>
      {report.mayReview && (
        <div className={css.cardHead}>
          <span className={css.label}>{t('score')}</span>
          <Segments
            label={t('score')}
            value={score}
            options={['1', '2', '3', '4', '5'].map((value) => ({ value, label: value }))}
            onChange={setScore}
          />
        </div>
      )}
      <div className={css.field}>
        <label htmlFor={id} className={css.label}>
          {t('comment')}
        </label>
        <Input.TextArea
          id={id}
          autoSize={{ minRows: 2, maxRows: 6 }}
          maxLength={2000}
          value={text}
          status={asked && comment === '' ? 'error' : undefined}
          aria-invalid={(asked && comment === '') || undefined}
          onChange={(event) => setText(event.target.value)}
        />
        {asked && comment === '' && <p className={css.error}>{t('askComment')}</p>}
      </div>
      <div className={css.actions}>
        <Button type="primary" disabled={offline} onClick={() => void finish('approve')}>
          {t('approve')}
        </Button>
        <Button disabled={offline} onClick={() => void finish('return')}>
          {t('returnReport')}
        </Button>
        {offline && <span className={css.grey}>{errors.ONLINE_ONLY[locale === 'en' ? 'en' : 'zh']}</span>}
      </div>
    </Panel>
  )
}
