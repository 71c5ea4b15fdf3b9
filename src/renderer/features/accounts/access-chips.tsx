import {
  ClockCircleOutlined,
  DisconnectOutlined,
  FieldTimeOutlined,
  FireOutlined,
  IdcardOutlined,
  MobileOutlined,
  ReadOutlined,
  SafetyOutlined,
  StopOutlined,
  UserOutlined,
  WifiOutlined
} from '@ant-design/icons'
import type { Site } from '@fieldfile/protocol/entities/index'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocale } from '../../ui/index.ts'
import css from './accounts.module.css'
import { codeLabel } from '@fieldfile/domain/identity/labels'

interface Chip {
  key: string
  icon: ReactNode
  text: string
  /** Something may not be done. */
  ban?: boolean
}

/** What a visitor needs at the gate: what is banned first, each with its word. */
export function AccessChips({ site, most }: { site: Readonly<Record<string, unknown>>; most?: number }) {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const s = site as Site
  const names = (field: 'idRequired' | 'ppe', codes: readonly string[] | null | undefined) =>
    (codes ?? []).map((code) => codeLabel('site', field, code, locale)).join(locale === 'en' ? ', ' : '、')
  const ppe = (s.ppe ?? []).filter((code) => code !== 'flameSuit')
  const chips: (Chip | false | null | undefined)[] = [
    s.deviceBannedZone === 'whole' && {
      key: 'device',
      icon: <MobileOutlined aria-hidden />,
      text: t('deviceWhole'),
      ban: true
    },
    s.deviceBannedZone === 'partial' && {
      key: 'device',
      icon: <MobileOutlined aria-hidden />,
      text: t('devicePart'),
      ban: true
    },
    s.cameraBanned && { key: 'camera', icon: <StopOutlined aria-hidden />, text: t('cameraBanned'), ban: true },
    s.preRegHours
      ? { key: 'pre', icon: <ClockCircleOutlined aria-hidden />, text: t('preReg', { n: s.preRegHours }) }
      : null,
    (s.idRequired ?? []).length > 0 && {
      key: 'id',
      icon: <IdcardOutlined aria-hidden />,
      text: names('idRequired', s.idRequired)
    },
    ppe.length > 0 && { key: 'ppe', icon: <SafetyOutlined aria-hidden />, text: names('ppe', ppe) },
    (s.ppe ?? []).includes('flameSuit') && {
      key: 'flame',
      icon: <FireOutlined aria-hidden />,
      text: names('ppe', ['flameSuit'])
    },
    s.inductionRequired && {
      key: 'induction',
      icon: <ReadOutlined aria-hidden />,
      text: s.inductionValidDays ? t('inductionDays', { n: s.inductionValidDays }) : t('induction')
    },
    s.hostRequired && { key: 'host', icon: <UserOutlined aria-hidden />, text: t('hostAtGate') },
    s.gateMinutes
      ? { key: 'gate', icon: <FieldTimeOutlined aria-hidden />, text: t('gateMinutes', { n: s.gateMinutes }) }
      : null,
    s.networkQuality === 'none' && { key: 'net', icon: <DisconnectOutlined aria-hidden />, text: t('network_none') },
    s.networkQuality === 'weak' && { key: 'net', icon: <WifiOutlined aria-hidden />, text: t('network_weak') }
  ]
  const known = chips.filter((chip): chip is Chip => Boolean(chip))
  if (known.length === 0) return <span className={css.quietLine}>{t('accessUnknown')}</span>
  const shown = known.slice(0, most)
  return (
    <ul className={css.chips} aria-label={t('access')}>
      {shown.map(({ key, icon, text, ban }) => (
        <li key={key} className={`${css.chip} ${ban ? css.ban : ''}`}>
          {icon}
          {text}
        </li>
      ))}
      {known.length > shown.length && <li className={css.chip}>+{known.length - shown.length}</li>}
    </ul>
  )
}
