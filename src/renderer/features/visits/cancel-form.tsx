import { useTranslation } from 'react-i18next'
import { formatDate, useLocale, wallClock } from '../../ui/index.ts'
import { saveWithUndo, stepOf } from './commands.ts'
import { ReasonDialog } from './reason-dialog.tsx'

interface CancelFormProps {
  id: string
  account: string
  start: string | null
  zone: string
  onClose: () => void
}

/** Calls a visit off, with the reason. */
export function CancelForm({ id, account, start, zone, onClose }: CancelFormProps) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const at = start ? wallClock(start, zone) : null
  const cancel = async (reason: string) => {
    const saved = await saveWithUndo(
      [stepOf(id, { event: 'cancel', reason })],
      t('cancelledToast', { account }),
      locale
    )
    if (saved) onClose()
  }
  return (
    <ReasonDialog
      title={t('cancelTitle', { account })}
      about={at ? `${formatDate(at.date, locale, { weekday: true })} ${at.time}` : undefined}
      label={t('whyCancel')}
      common={[t('moveCustomer'), t('moveHost'), t('moveShutdown'), t('moveUs'), t('cancelDone')]}
      action={t('cancelVisit')}
      danger
      onDone={(reason) => void cancel(reason)}
      onClose={onClose}
    />
  )
}
