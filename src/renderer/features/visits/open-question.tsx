import { useTranslation } from 'react-i18next'
import { Segments, useLocale } from '../../ui/index.ts'
import type { VisitCard } from './card-query.ts'
import css from './card.module.css'
import { editReport, saveQuietly, type ReportKey } from './commands.ts'
import { SavedText } from './saved-text.tsx'

type Answer = 'said' | 'nothing' | 'notAsked'

/** "Anything that bothers you?" Nothing is an answer too, and is recorded (DOMAIN §5.4). */
export function OpenQuestion({
  card,
  reportKey,
  readOnly
}: {
  card: VisitCard
  reportKey: ReportKey
  readOnly: boolean
}) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const { openQuestionAsked: asked, openQuestionAnswer: words } = card.report
  const nothing = [t('nothingSaid'), '没有', 'Nothing']
  const answer: Answer | null =
    asked === null ? null : !asked ? 'notAsked' : nothing.includes(words) ? 'nothing' : 'said'
  const choose = (value: Answer) =>
    void saveQuietly(
      [
        editReport(reportKey, {
          openQuestionAsked: value !== 'notAsked',
          openQuestionAnswer:
            value === 'nothing' ? t('nothingSaid') : value === 'said' && answer !== 'nothing' ? words || null : null
        })
      ],
      locale
    )
  return (
    <div className={css.card}>
      <div className={css.cardHead}>
        <h3>{t('openQuestion')}</h3>
        {readOnly ? (
          <span className={css.grey}>{answer ? t(`answer_${answer}`) : t('notAnswered')}</span>
        ) : (
          <Segments
            label={t('openQuestion')}
            value={answer}
            options={(['said', 'nothing', 'notAsked'] as const).map((value) => ({
              value,
              label: t(`answer_${value}`)
            }))}
            onChange={choose}
          />
        )}
      </div>
      {answer === 'said' && !(readOnly && !words) && (
        <SavedText
          label={t('customerWords')}
          value={words}
          readOnly={readOnly}
          max={4000}
          unsent={card.report.unsent.includes('openQuestionAnswer')}
          placeholder={t('customerWordsExample')}
          onSave={async (text, from) => {
            const values = { openQuestionAsked: true, openQuestionAnswer: text || null }
            const change = { ...editReport(reportKey, values), was: { openQuestionAnswer: from } }
            return (await saveQuietly([change], locale)) !== null
          }}
        />
      )}
    </div>
  )
}
