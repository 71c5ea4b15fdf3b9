import { moveNeedsReason } from '@fieldfile/domain/visits/plan'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from '../../client/index.ts'
import { Dialog, formatDate, isComposing, useLocale, wallClock } from '../../ui/index.ts'
import { moveVisit, saveWithUndo } from './commands.ts'
import css from './forms.module.css'
import { PlanWarnings } from './plan-warnings.tsx'
import { planContext } from './queries.ts'
import { readWhen, WhenFields, type When } from './when-fields.tsx'

export interface Movable {
  id: string
  accountId: string
  account: string
  state: string
  start: string | null
  durationMin: number
  ownerId: string | null
  siteId?: string | null
}

interface MoveFormProps {
  visit: Movable
  /** Where it was dropped, if it was. */
  to?: { date: string; time: string; durationMin: number }
  zone: string
  now: number
  onClose: () => void
}

const isMove = (state: string): boolean => state === 'planned' || state === 'confirmed'
export const needsReason = (visit: Movable, now: number): boolean =>
  isMove(visit.state) &&
  moveNeedsReason(
    { id: visit.id, state: visit.state, plannedStart: visit.start ? { at: visit.start, zone: 'UTC' } : null },
    now
  )

/** A new time for a visit; after a cancellation or a miss, a new plan. */
export function MoveForm({ visit, to, zone, now, onClose }: MoveFormProps) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const id = useId()
  const today = wallClock(now, zone).date
  const before = visit.start ? wallClock(visit.start, zone) : { date: today, time: '09:00' }
  const [when, setWhen] = useState<When>({
    date: to?.date ?? before.date,
    time: to?.time ?? before.time,
    duration: String(to?.durationMin ?? visit.durationMin)
  })
  const [reason, setReason] = useState('')
  const [asked, setAsked] = useState(false)
  const { data: context } = useQuery(planContext, { accountId: visit.accountId, english: locale === 'en' })
  const again = !isMove(visit.state)
  const must = needsReason(visit, now)
  const read = readWhen(when, today, zone)
  const lacking = must && reason.trim() === ''
  const finish = async () => {
    if (!read || lacking) return setAsked(true)
    const saved = await saveMove(visit, read, reason.trim() || null, t, locale, zone)
    if (saved) onClose()
  }
  const common = [t('moveCustomer'), t('moveHost'), t('moveUs'), t('moveShutdown')]
  return (
    <Dialog
      open
      title={t(again ? 'replanTitle' : 'moveTitle', { account: visit.account })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('back')}</Button>
          <Button type="primary" onClick={() => void finish()}>
            {t(again ? 'replan' : 'move')}
          </Button>
        </>
      }
    >
      <div
        className={css.form}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !isComposing(event)) void finish()
        }}
      >
        <WhenFields when={when} today={today} onChange={setWhen} autoFocus={!to} />
        {read && visit.ownerId && (
          <PlanWarnings
            when={read}
            userId={visit.ownerId}
            exceptId={visit.id}
            context={context ?? null}
            siteId={visit.siteId ?? context?.sites[0]?.value ?? null}
            now={now}
          />
        )}
        {must && (
          <div className={css.field}>
            <label htmlFor={id} className={css.label}>
              {t(visit.state === 'confirmed' ? 'whyMoveConfirmed' : 'whyMoveSoon')}
            </label>
            <div className={css.chips} role="group" aria-label={t('commonReasons')}>
              {common.map((word) => (
                <button
                  key={word}
                  type="button"
                  className={css.chip}
                  aria-pressed={reason === word}
                  onClick={() => setReason(word)}
                >
                  {word}
                </button>
              ))}
            </div>
            <Input
              id={id}
              autoFocus={Boolean(to)}
              maxLength={500}
              value={reason}
              status={asked && lacking ? 'error' : undefined}
              aria-invalid={(asked && lacking) || undefined}
              onChange={(event) => setReason(event.target.value)}
            />
            {asked && lacking && (
              <p className={css.error} role="alert">
                {t('askReason')}
              </p>
            )}
          </div>
        )}
      </div>
    </Dialog>
  )
}

type T = ReturnType<typeof useTranslation<'visits'>>['t']
/** Saves a new time and says where it went. */
export function saveMove(
  visit: Movable,
  to: { start: { at: string; zone: string }; durationMin: number },
  reason: string | null,
  t: T,
  locale: 'zh-CN' | 'en',
  zone: string
) {
  const { date, time } = wallClock(to.start.at, zone)
  const again = !isMove(visit.state)
  return saveWithUndo(
    [moveVisit(visit.id, to.start, to.durationMin, reason, again)],
    t(again ? 'replannedToast' : 'movedToast', {
      account: visit.account,
      date: formatDate(date, locale, { weekday: true }),
      time
    }),
    locale
  )
}
