import { useTranslation } from 'react-i18next'
import {
  formatDate,
  formatInstant,
  formatTime,
  Panel,
  StatusTag,
  useLocale,
  wallClock,
  type Locale
} from '../../ui/index.ts'
import type { VisitCard } from './card-query.ts'
import css from './card.module.css'

/** Everything that happened to this visit, newest first, also what did not count, and why. */
export function HistoryPanel({ card }: { card: VisitCard }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  return (
    <Panel title={t('history')}>
      <ol className={css.history}>
        {card.history.toReversed().map((step) => (
          <li key={step.id} className={css.step}>
            <span className={css.grey}>{formatInstant(step.at, locale, card.now, card.me.zone)}</span>
            <p className={step.verdict === 'applied' ? undefined : css.withoutEffect}>
              {sayStep(step, card, t, locale)}
            </p>
            {step.reason && <p className={css.grey}>{t('because', { reason: step.reason })}</p>}
            {step.verdict === 'overruled' && (
              <p className={css.overruled}>
                <StatusTag tone="conflict" plain>
                  {sayOverruled(step, card, t)}
                </StatusTag>
              </p>
            )}
            {step.verdict === 'illegal' && (
              <p className={css.overruled}>
                <StatusTag tone="warn" plain>
                  {t('noEffect')}
                </StatusTag>
              </p>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  )
}

type T = ReturnType<typeof useTranslation<'visits'>>['t']
type Step = VisitCard['history'][number]

const who = (id: string | null, name: string | null, card: VisitCard, t: T): string =>
  id === card.me.id ? t('you') : (name ?? t('system'))

function sayStep(step: Step, card: VisitCard, t: T, locale: Locale): string {
  const by = who(step.byUserId, step.by, card, t)
  const { zone } = card.me
  const planned = step.plannedStart
    ? `${formatDate(wallClock(step.plannedStart, zone).date, locale, { weekday: true })} ${formatTime(step.plannedStart, zone)}`
    : ''
  return t(`ev_${step.event}`, { by, planned, defaultValue: t('ev_other', { by, event: step.event }) })
}

/** `You had checked in at 09:48, so the visit stands.` */
function sayOverruled({ overruledBy, at }: Step, card: VisitCard, t: T): string {
  if (!overruledBy) return t('noEffect')
  const overruler = card.history.find((s) => s.at === overruledBy.at && s.event === overruledBy.event)
  const by = who(overruledBy.byUserId, overruler?.by ?? null, card, t)
  const time = formatTime(overruledBy.at, card.me.zone)
  const before = overruledBy.at <= at
  const what = overruledBy.event === 'refuse' ? 'Refuse' : 'CheckIn'
  return t(before ? `stands${what}` : `stands${what}Later`, { by, time })
}
