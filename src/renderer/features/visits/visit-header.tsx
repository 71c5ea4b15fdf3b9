import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  formatDate,
  formatTime,
  formatTimeRange,
  RecordHeader,
  useLocale,
  wallClock,
  type Flag
} from '../../ui/index.ts'
import { CancelForm } from './cancel-form.tsx'
import type { VisitCard } from './card-query.ts'
import { saveWithUndo, stepOf } from './commands.ts'
import { MoveForm } from './move-form.tsx'
import { ReasonDialog } from './reason-dialog.tsx'
import { codeLabel, fields, lookOf, stateLabel } from './vocabulary.tsx'

/** Whose visit, when, in what state, what is wrong, and what may be done about the plan. */
export function VisitHeader({ card }: { card: VisitCard }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const [open, setOpen] = useState<'move' | 'cancel' | 'void' | null>(null)
  const { row, me, offered } = card
  const may = (event: string) => offered.includes(event)
  const act = (event: string, text: string, undoable = true) =>
    void saveWithUndo([stepOf(row.id, { event })], text, locale, undoable)
  const takeBack = async (reason: string) => {
    const saved = await saveWithUndo(
      [stepOf(row.id, { event: 'voidFact', reason })],
      t('voidedToast', { account: row.account }),
      locale,
      false
    )
    if (saved) setOpen(null)
  }
  const { tone } = lookOf(row.state)
  return (
    <>
      <RecordHeader
        title={row.account}
        classBadge={row.abcClass ?? undefined}
        status={
          row.maybeMissed ? { tone: 'warn', text: t('maybeMissed') } : { tone, text: stateLabel(row.state, locale) }
        }
        facts={factsOf(card, t, locale)}
        flags={flagsOf(card, t, locale)}
        actions={
          <>
            {may('confirm') && (
              <Button onClick={() => act('confirm', t('confirmedToast', { account: row.account }))}>
                {t('customerAgreed')}
              </Button>
            )}
            {may('move') && <Button onClick={() => setOpen('move')}>{t('move')}</Button>}
            {may('replan') && <Button onClick={() => setOpen('move')}>{t('replan')}</Button>}
            {may('cancel') && <Button onClick={() => setOpen('cancel')}>{t('cancelVisit')}</Button>}
            {may('voidFact') && <Button onClick={() => setOpen('void')}>{t('takeBack')}</Button>}
          </>
        }
      />
      {open === 'move' && (
        <MoveForm visit={{ ...row, siteId: card.siteId }} zone={me.zone} now={card.now} onClose={() => setOpen(null)} />
      )}
      {open === 'cancel' && (
        <CancelForm id={row.id} account={row.account} start={row.start} zone={me.zone} onClose={() => setOpen(null)} />
      )}
      {open === 'void' && (
        <ReasonDialog
          title={t('voidTitle')}
          about={t(row.planned ? 'voidAbout' : 'voidAboutUnplanned')}
          label={t('whyVoid')}
          common={[t('voidWrongVisit'), t('voidTooEarly'), t('voidOther')]}
          action={t('takeBack')}
          onDone={(reason) => void takeBack(reason)}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  )
}

type T = ReturnType<typeof useTranslation<'visits'>>['t']
type L = 'zh-CN' | 'en'

function factsOf({ row, now, me, purposes, preparedBy, zone, rescheduleCount }: VisitCard, t: T, locale: L): string[] {
  const date = row.start ? wallClock(row.start, me.zone).date : null
  return [
    date ? formatDate(date, locale, { weekday: true, today: wallClock(now, me.zone).date }) : null,
    row.start && row.end && row.planned
      ? formatTimeRange(row.start, row.end, me.zone)
      : row.start
        ? formatTime(row.start, me.zone)
        : null,
    zone && row.start ? t('localTime', { time: formatTime(row.start, zone), zone }) : null,
    row.site,
    purposes.map((code) => codeLabel(fields.purposes, code, locale)).join(locale === 'en' ? ', ' : '、') || null,
    row.ownerId === me.id ? null : row.owner,
    preparedBy ? t('preparedBy', { name: preparedBy }) : null,
    row.planned ? null : t('unplanned'),
    rescheduleCount > 0 ? t('movedTimes', { count: rescheduleCount }) : null
  ].filter((fact): fact is string => fact !== null)
}

function flagsOf(card: VisitCard, t: T, locale: L): Flag[] {
  const { row, access, me } = card
  const ahead = row.state === 'planned' || row.state === 'confirmed'
  const flags: (Flag | false)[] = [
    card.refused.length > 0 && { key: 'refused', tone: 'danger', topic: t('flagRefused'), text: t('flagRefusedText') },
    ahead &&
      row.preReg === 'toDo' && {
        key: 'preReg',
        tone: 'danger',
        topic: t('flagPreReg'),
        text: access?.preRegHours ? t('flagPreRegHours', { hours: access.preRegHours }) : t('flagPreRegText')
      },
    ahead &&
      row.preReg === 'refused' && {
        key: 'preReg',
        tone: 'danger',
        topic: t('flagPreReg'),
        text: t('flagPreRegRefused')
      },
    ahead &&
      Boolean(access?.closed) && { key: 'closed', tone: 'danger', topic: t('flagClosed'), text: t('flagClosedText') },
    card.overlaps.length > 0 && {
      key: 'overlap',
      tone: 'warn',
      topic: t('flagOverlap'),
      text: card.overlaps
        .map((other) => t('overlapWith', { account: other.account, time: formatTime(other.start, me.zone) }))
        .join(locale === 'en' ? '; ' : '；')
    },
    card.far && { key: 'far', tone: 'warn', topic: t('flagFar'), text: t('flagFarText', { metres: card.distanceM }) },
    card.conflicts + card.report.conflicts > 0 && {
      key: 'conflict',
      tone: 'warn',
      topic: t('flagConflict'),
      text: t('flagConflictText')
    },
    row.maybeMissed && { key: 'missed', tone: 'warn', topic: t('maybeMissed'), text: t('flagMissedText') }
  ]
  return flags.filter((flag): flag is Flag => flag !== false)
}
