import { useTranslation } from 'react-i18next'
import { formatDuration, Panel, Segments, StatusTag, useLocale } from '../../ui/index.ts'
import { AccessChips } from './access-chips.tsx'
import { CallButton } from './call-button.tsx'
import type { VisitCard } from './card-query.ts'
import css from './card.module.css'
import { editVisit, saveWithUndo } from './commands.ts'
import { hoursText, personText } from './lines.tsx'
import type { Access } from './rows.ts'
import { codeLabel, fields } from './vocabulary.tsx'

/** How to get in: gate, hours, notice, papers, protection, bans. */
export function AccessBox({ card, access }: { card: VisitCard; access: Access }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const { row } = card
  const ahead = row.state === 'planned' || row.state === 'confirmed' || row.state === 'suggested'
  const setPreReg = (value: string) =>
    void saveWithUndo(
      [editVisit(row.id, { preRegStatus: value })],
      t('preRegToast', { state: codeLabel(fields.preReg, value, locale) }),
      locale
    )
  const facts: [string, string | null][] = [
    [
      t('site'),
      [access.siteName, access.city && !access.siteName.includes(access.city) ? access.city : null]
        .filter(Boolean)
        .join(' · ')
    ],
    [t('address'), access.address],
    [t('gate'), [access.gate, access.gateHours].filter(Boolean).join(' · ') || null],
    [t('hoursLabel'), access.hours.length > 0 ? hoursText(access) : null],
    [t('gateMinutes'), access.gateMinutes ? formatDuration(access.gateMinutes, locale) : null],
    [t('network'), access.network ? codeLabel(fields.network, access.network, locale) : null],
    [t('vehicles'), access.vehicleRule],
    [t('parking'), access.parking]
  ]
  return (
    <Panel title={t('gettingIn')}>
      {ahead && ((access.preRegHours ?? 0) > 0 || row.preReg === 'toDo') && (
        <div className={css.preReg}>
          <span className={css.label}>
            {access.preRegHours ? t('preRegLabel', { hours: access.preRegHours }) : t('preRegShort')}
          </span>
          {card.mayEdit ? (
            <Segments
              label={t('preRegShort')}
              value={row.preReg}
              options={(['toDo', 'submitted', 'confirmed', 'refused'] as const).map((value) => ({
                value: value as string,
                label: codeLabel(fields.preReg, value, locale)
              }))}
              onChange={setPreReg}
            />
          ) : (
            row.preReg && (
              <StatusTag tone={row.preReg === 'confirmed' ? 'ok' : 'warn'}>
                {codeLabel(fields.preReg, row.preReg, locale)}
              </StatusTag>
            )
          )}
        </div>
      )}
      <AccessChips access={access} />
      <dl className={css.accessFacts}>
        {facts
          .filter((fact): fact is [string, string] => fact[1] !== null && fact[1] !== '')
          .map(([label, text]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{text}</dd>
            </div>
          ))}
      </dl>
      {card.toMeet.some((host) => host.phone) && ahead && (
        <div className={css.hosts}>
          {card.toMeet
            .filter((host) => host.phone)
            .map((host) => (
              <div key={host.id} className={css.host}>
                <span>{personText(host, locale)}</span>
                <CallButton host={host} />
              </div>
            ))}
        </div>
      )}
    </Panel>
  )
}
