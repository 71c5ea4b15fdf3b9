import type { Geo } from '@fieldfile/protocol'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { paths } from '@fieldfile/protocol'
import { useQuery } from '../../client/index.ts'
import { Dialog, formatDate, isComposing, Segments, useLocale, wallClock } from '../../ui/index.ts'
import { isoNow } from './clock.ts'
import { AccountPicker } from './account-picker.tsx'
import { planVisit, saveWithUndo, unannouncedVisit } from './commands.ts'
import css from './forms.module.css'
import { personText } from './lines.tsx'
import { PlanWarnings } from './plan-warnings.tsx'
import { currentPosition } from './position.ts'
import { planContext, todayQuery } from './queries.ts'
import { codeLabel, codesOf, fields } from './vocabulary.tsx'
import { readWhen, WhenFields, type When } from './when-fields.tsx'

export interface PlanStart {
  /** Whose visit it is. */
  userId: string
  accountId?: string | null
  date: string
  time?: string
  durationMin?: number
  /** We are there already. */
  unannounced?: boolean
}

const toggle = (list: readonly string[], code: string) =>
  list.includes(code) ? list.filter((c) => c !== code) : [...list, code]

/** Plans one visit, or records that we stand at a gate unannounced. */
export function PlanForm({ start, onClose }: { start: PlanStart; onClose: () => void }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const english = locale === 'en'
  const [, navigate] = useLocation()
  const id = useId()
  const [accountId, setAccountId] = useState(start.accountId ?? null)
  const [chosenSite, setSite] = useState<string | null>(null)
  const [when, setWhen] = useState<When>({
    date: start.date,
    time: start.time ?? '09:00',
    duration: ''
  })
  const [purposes, setPurposes] = useState<readonly string[]>(['routine'])
  const [objective, setObjective] = useState('')
  const [personIds, setPersons] = useState<readonly string[]>([])
  const [typedLength, setTypedLength] = useState(false)
  const [asked, setAsked] = useState(false)
  const [busy, setBusy] = useState(false)
  const { data: context } = useQuery(planContext, { accountId, english })
  const { data: day } = useQuery(todayQuery, { date: null, userId: start.userId, english })
  if (!day) return null
  const { zone, id: myId, roles } = day.me
  const siteId = chosenSite ?? context?.sites[0]?.value ?? null
  const site = context?.sites.find((s) => s.value === siteId)
  // Until it is typed, the length is the usual one of the customer's class.
  const filled: When = typedLength
    ? when
    : { ...when, duration: String(start.durationMin ?? context?.durationMin ?? 60) }
  const read = readWhen(filled, day.today, zone)
  const lackAccount = accountId === null
  const lackSite = !lackAccount && context != null && context.sites.length === 0

  const finish = async () => {
    if (busy) return
    if (lackAccount || !context || (!read && !start.unannounced)) return setAsked(true)
    setBusy(true)
    const plan = {
      accountId,
      siteId,
      ownerUserId: start.userId,
      purposes,
      objective,
      personIds,
      agenda: objective.trim() ? [objective.trim().split('\n')[0]!.slice(0, 300)] : [],
      preRegHours: site?.preRegHours ?? 0,
      preparedBy: roles.includes('DSK') && start.userId !== myId ? myId : null
    }
    const { account } = context
    if (start.unannounced) {
      const at = isoNow()
      const position: Geo | null = await currentPosition()
      const saved = await saveWithUndo(
        [unannouncedVisit(plan, position, at)],
        t('checkedInToast', { account: account.name }),
        locale
      )
      setBusy(false)
      if (saved) navigate(paths.visit(saved.ids[0]!))
      return
    }
    const { date } = wallClock(read!.start.at, zone)
    const saved = await saveWithUndo(
      [planVisit({ ...plan, start: read!.start, durationMin: read!.durationMin, origin: 'manual' })],
      t('plannedToast', { account: account.name, date: formatDate(date, locale, { weekday: true }), time: read!.time }),
      locale
    )
    setBusy(false)
    if (saved) onClose()
  }
  return (
    <Dialog
      open
      wide
      title={t(start.unannounced ? 'unannounced' : 'newVisit')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('back')}</Button>
          <Button type="primary" loading={busy} onClick={() => void finish()}>
            {t(start.unannounced ? 'checkIn' : 'plan')}
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
        <div className={css.field}>
          <label htmlFor={`${id}a`} className={css.label}>
            {t('account')}
          </label>
          <AccountPicker
            id={`${id}a`}
            value={accountId}
            name={context?.account.name ?? null}
            invalid={asked && lackAccount}
            onChange={(value) => {
              setAccountId(value)
              setSite(null)
              setPersons([])
            }}
          />
          {asked && lackAccount && <p className={css.error}>{t('askAccount')}</p>}
        </div>
        {lackSite && (
          <p className={css.hint}>{t('withoutSite', { address: context.account.address ?? t('addressUnknown') })}</p>
        )}
        {context && context.sites.length > 0 && (
          <div className={css.field}>
            <span className={css.label}>{t('site')}</span>
            {context.sites.length <= 5 ? (
              <Segments
                label={t('site')}
                value={siteId}
                options={context.sites.map((s) => ({ value: s.value, label: s.label }))}
                onChange={setSite}
              />
            ) : (
              <div className={css.chips} role="group" aria-label={t('site')}>
                {context.sites.map((s) => (
                  <button
                    key={s.value}
                    type="button"
                    className={css.chip}
                    aria-pressed={s.value === siteId}
                    onClick={() => setSite(s.value)}
                  >
                    {s.label}
                  </button>
                ))}
              </div>
            )}
          </div>
        )}
        {!start.unannounced && (
          <WhenFields
            when={filled}
            today={day.today}
            onChange={(next) => {
              if (next.duration !== filled.duration) setTypedLength(true)
              setWhen(next)
            }}
          />
        )}
        {!start.unannounced && read && (
          <PlanWarnings when={read} userId={start.userId} context={context ?? null} siteId={siteId} now={day.now} />
        )}
        <Chips
          label={t('purposes')}
          options={codesOf(fields.purposes).map((code) => ({
            value: code,
            label: codeLabel(fields.purposes, code, locale)
          }))}
          value={purposes}
          onToggle={(code) => setPurposes(toggle(purposes, code))}
        />
        <div className={css.field}>
          <label htmlFor={`${id}o`} className={css.label}>
            {t('objective')}
          </label>
          <Input.TextArea
            id={`${id}o`}
            autoSize={{ minRows: 1, maxRows: 4 }}
            maxLength={2000}
            value={objective}
            placeholder={t('objectiveExample')}
            onChange={(event) => setObjective(event.target.value)}
          />
        </div>
        {context && context.persons.length > 0 && (
          <Chips
            label={t('toMeet')}
            options={context.persons.map((p) => ({ value: p.id, label: personText(p, locale) }))}
            value={personIds}
            onToggle={(person) => setPersons(toggle(personIds, person))}
          />
        )}
      </div>
    </Dialog>
  )
}

interface ChipsProps {
  label: string
  options: readonly { value: string; label: string }[]
  value: readonly string[]
  onToggle: (value: string) => void
}

/** Several of a few. */
function Chips({ label, options, value, onToggle }: ChipsProps) {
  return (
    <div className={css.field} role="group" aria-label={label}>
      <span className={css.label}>{label}</span>
      <div className={css.chips}>
        {options.map((option) => (
          <button
            key={option.value}
            type="button"
            className={css.chip}
            aria-pressed={value.includes(option.value)}
            onClick={() => onToggle(option.value)}
          >
            {option.label}
          </button>
        ))}
      </div>
    </div>
  )
}
