import {
  CameraOutlined,
  CarOutlined,
  FireOutlined,
  IdcardOutlined,
  MobileOutlined,
  ReadOutlined,
  SafetyCertificateOutlined,
  TeamOutlined,
  WifiOutlined
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocale } from '../../ui/index.ts'
import css from './access.module.css'
import type { Access } from './rows.ts'
import { codeLabel, fields } from './vocabulary.tsx'

interface Chip {
  key: string
  icon: ReactNode
  text: string
  danger?: boolean
}

/** What to bring and what to leave, each with its word. Bans stand out. */
export function AccessChips({ access }: { access: Access }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const comma = locale === 'en' ? ', ' : '、'
  const list = (field: typeof fields.ppe | typeof fields.idRequired, codes: readonly string[]) =>
    codes.map((code) => codeLabel(field, code, locale)).join(comma)
  const fire = access.ppe.filter((code) => code === 'flameSuit' || code === 'gasDetector')
  const ppe = access.ppe.filter((code) => !(fire as readonly string[]).includes(code))
  const chips: (Chip | false)[] = [
    access.idRequired.length > 0 && {
      key: 'id',
      icon: <IdcardOutlined />,
      text: list(fields.idRequired, access.idRequired)
    },
    ppe.length > 0 && { key: 'ppe', icon: <SafetyCertificateOutlined />, text: list(fields.ppe, ppe) },
    fire.length > 0 && { key: 'fire', icon: <FireOutlined />, text: list(fields.ppe, fire) },
    access.hostRequired && { key: 'host', icon: <TeamOutlined />, text: t('hostAtGate') },
    access.inductionRequired && { key: 'induction', icon: <ReadOutlined />, text: t('induction') },
    access.vehicleRule !== null && { key: 'car', icon: <CarOutlined />, text: t('vehicleRule') },
    access.network === 'none' && { key: 'net', icon: <WifiOutlined />, text: t('noNetwork') },
    access.devices !== null && {
      key: 'devices',
      icon: <MobileOutlined />,
      text: t(access.devices === 'whole' ? 'noDevices' : 'noDevicesPart'),
      danger: true
    },
    access.cameraBanned && { key: 'camera', icon: <CameraOutlined />, text: t('noCamera'), danger: true }
  ]
  const shown = chips.filter((chip): chip is Chip => chip !== false)
  if (shown.length === 0) return null
  return (
    <ul className={css.chips} aria-label={t('gettingIn')}>
      {shown.map(({ key, icon, text, danger }) => (
        <li key={key} className={`${css.chip} ${danger ? css.danger : ''}`}>
          <span className={`${css.icon} ${danger ? css.struck : ''}`} aria-hidden>
            {icon}
          </span>
          {text}
        </li>
      ))}
    </ul>
  )
}
