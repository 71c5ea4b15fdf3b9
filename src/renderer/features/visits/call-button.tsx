import { PhoneOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { formatPhone, useLocale, useToasts } from '../../ui/index.ts'
import css from './check-in.module.css'
import type { Host } from './rows.ts'

/** The host's number, to be dialled on the phone: this computer rings nobody. A tap shows it large and copies it. */
export function CallButton({ host, large = false }: { host: Host; large?: boolean }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  if (!host.phone) return null
  const number = formatPhone(host.phone, locale)
  const show = () => {
    void navigator.clipboard?.writeText(host.phone!).catch(() => {})
    useToasts.getState().show({ text: t('numberOf', { name: host.name, number }) })
  }
  return (
    <Button className={large ? css.tall : undefined} icon={<PhoneOutlined aria-hidden />} title={number} onClick={show}>
      {t('callHost', { name: host.name })}
    </Button>
  )
}
