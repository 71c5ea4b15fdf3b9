import { LogoutOutlined, StopOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDuration, formatTime, isComposing, Kbd, Panel, StatusTag, useLocale } from '../../ui/index.ts'
import { CallButton } from './call-button.tsx'
import type { VisitCard } from './card-query.ts'
import { CheckInButton } from './check-in.tsx'
import { editReport, makeTask, saveWithUndo, stepOf, taskIdOf, type ReportKey } from './commands.ts'
import css from './card.module.css'
import { RefuseForm } from './refuse-form.tsx'
import { dueAt } from './promise-form.tsx'
import { codeLabel, fields } from './vocabulary.tsx'

const minuteMs = 60_000

/** What is next: check in, check out, or hand in the report. */
export function StagePanel({ card, reportKey }: { card: VisitCard; reportKey: ReportKey }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const [refusing, setRefusing] = useState(false)
  const [asked, setAsked] = useState(false)
  const [busy, setBusy] = useState(false)
  const lacks = useRef<HTMLDivElement>(null)
  const { row, me, offered, missing, now } = card
  const { zone } = me
  const may = (event: string) => offered.includes(event)

  const checkOut = () =>
    void saveWithUndo([stepOf(row.id, { event: 'checkOut' })], t('checkedOutToast', { account: row.account }), locale)
  const submit = async () => {
    if (busy || !may('submitReport')) return
    setAsked(true)
    if (missing.length > 0) return lacks.current?.focus()
    setBusy(true)
    const changes = [...(await followUps(card, reportKey, t)), stepOf(row.id, { event: 'submitReport' })]
    await saveWithUndo(changes, t('submittedToast', { account: row.account }), locale, false)
    setBusy(false)
  }
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || isComposing(event)) return
    if (document.querySelector('dialog[open]') || event.defaultPrevented) return
    // The field that is typed in saves first.
    setTimeout(() => void submit(), 50)
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])

  const host = card.toMeet.find((person) => person.phone)
  // Early on the way in is normal; a visit of next week is not begun today by a slip.
  const soon = !row.start || Date.parse(row.start) - now < 18 * 60 * minuteMs
  const ahead = row.state === 'suggested' || row.state === 'planned' || row.state === 'confirmed'
  return (
    <Panel next={row.state !== 'reviewed' && row.state !== 'closed'}>
      {row.state === 'checkedIn' && row.checkInAt && (
        <div className={css.timer}>
          <span className={css.timerLabel}>{t('inside')}</span>
          <span className={css.hero} role="timer">
            {formatDuration(Math.max(0, now - Date.parse(row.checkInAt)) / minuteMs, locale)}
          </span>
          <span className={css.grey}>
            {t('since', { time: formatTime(row.checkInAt, zone) })}
            {row.planned &&
              row.end &&
              Date.parse(row.end) > now &&
              ` · ${t('plannedUntil', { time: formatTime(row.end, zone) })}`}
          </span>
        </div>
      )}
      {(row.state === 'checkedOut' || row.state === 'refused') && (
        <div className={css.stageText}>
          <b>{row.state === 'refused' ? t('refusedStage') : t('reportDue')}</b>
          {row.checkInAt && row.checkOutAt && (
            <span className={css.grey}>
              {formatTime(row.checkInAt, zone)}–{formatTime(row.checkOutAt, zone)} ·{' '}
              {formatDuration((Date.parse(row.checkOutAt) - Date.parse(row.checkInAt)) / minuteMs, locale)}
            </span>
          )}
          {card.refusalKind && (
            <span className={css.grey}>{codeLabel(fields.refusalKind, card.refusalKind, locale)}</span>
          )}
        </div>
      )}
      {(row.state === 'reported' || row.state === 'reviewed' || row.state === 'closed') && (
        <div className={css.stageText}>
          <StatusTag tone="ok">{t(row.state === 'reported' ? 'reportedStage' : 'reviewedStage')}</StatusTag>
          {row.checkInAt && row.checkOutAt && (
            <span className={css.grey}>
              {formatTime(row.checkInAt, zone)}–{formatTime(row.checkOutAt, zone)}
            </span>
          )}
        </div>
      )}
      {(row.state === 'cancelled' || row.state === 'missed') && (
        <div className={css.stageText}>
          <b>{t(row.state === 'cancelled' ? 'cancelledStage' : 'missedStage')}</b>
          {card.cancelReason && <span className={css.grey}>{card.cancelReason}</span>}
        </div>
      )}
      {asked && missing.length > 0 && may('submitReport') && (
        <div ref={lacks} tabIndex={-1} className={css.missing} role="alert">
          <p>{t('stillMissing')}</p>
          <ul>
            {missing.map((what) => (
              <li key={what}>{t(`missing_${what}`)}</li>
            ))}
          </ul>
        </div>
      )}
      <div className={css.actions}>
        {may('checkIn') && row.state !== 'checkedIn' && row.state !== 'checkedOut' && soon && (
          <CheckInButton visitId={row.id} account={row.account} gates={card.gates} block />
        )}
        {may('checkOut') && row.state === 'checkedIn' && (
          <Button
            type="primary"
            size="large"
            className={css.big}
            icon={<LogoutOutlined aria-hidden />}
            onClick={checkOut}
          >
            {t('checkOut')}
          </Button>
        )}
        {may('submitReport') && (
          <Button
            type="primary"
            size="large"
            className={css.big}
            loading={busy}
            onClick={() => void submit()}
            title="Ctrl Enter"
          >
            {t('submitReport')} <Kbd>Ctrl Enter</Kbd>
          </Button>
        )}
        {may('refuse') && ahead && soon && (
          <Button
            size="large"
            className={css.tall}
            icon={<StopOutlined aria-hidden />}
            onClick={() => setRefusing(true)}
          >
            {t('couldNotGetIn')}
          </Button>
        )}
        {ahead && host && <CallButton host={host} large />}
        {ahead && !soon && <p className={css.grey}>{t('notYet')}</p>}
      </div>
      {missing.length > 0 && may('submitReport') && !asked && (
        <p className={css.grey}>
          {t('missingCount', { list: missing.map((what) => t(`missing_${what}`)).join(locale === 'en' ? ', ' : '、') })}
        </p>
      )}
      {refusing && <RefuseForm id={row.id} account={row.account} onClose={() => setRefusing(false)} />}
    </Panel>
  )
}

type T = ReturnType<typeof useTranslation<'visits'>>['t']
/** Tasks of commitments that have none yet. Their ids follow from the commitments, so they are made once. */
async function followUps({ withoutTask, row, ownerUserId, me }: VisitCard, reportKey: ReportKey, t: T) {
  const made = await Promise.all(
    withoutTask.map(async (commitment) => {
      const taskId = await taskIdOf(commitment.id)
      const owner = commitment.ownerId ?? ownerUserId ?? me.id
      const { side, text, due, id } = commitment
      const list = side === 'ours' ? 'commitmentsOurs' : 'commitmentsTheirs'
      return [
        editReport(
          reportKey,
          {},
          { [list]: [{ supersedesId: id, text, taskId, ownerId: owner, ...(due ? { due } : {}) }] }
        ),
        makeTask({
          id: taskId,
          accountId: row.accountId,
          title: side === 'theirs' ? t('theirsTitle', { text }) : text,
          due: due ? dueAt(due, me.zone) : null,
          assigneeUserId: owner,
          originType: 'visit',
          originId: row.id
        })
      ]
    })
  )
  return made.flat()
}
