import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../ui/index.ts'

export interface SignOutProps {
  open: boolean
  unsent: number
  onSignOut: () => void
  onClose: () => void
}

/** Only shown while something is unsent: it says that it is kept, and what helps colleagues. */
export function SignOut({ open, unsent, onSignOut, onClose }: SignOutProps) {
  const { t } = useTranslation('session')
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t('signOutTitle')}
      footer={
        <>
          <Button onClick={onClose}>{t('stay')}</Button>
          <Button type="primary" onClick={onSignOut}>
            {t('signOut')}
          </Button>
        </>
      }
    >
      <p>{t('signOutUnsent', { count: unsent })}</p>
      <p>{t('signOutHint')}</p>
    </Dialog>
  )
}
