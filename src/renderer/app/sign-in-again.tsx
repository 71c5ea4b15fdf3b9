import type { Session } from '@fieldfile/protocol'
import { useTranslation } from 'react-i18next'
import { SignInForm, useSession } from '../features/session/index.ts'
import { Dialog, useLocale } from '../ui/index.ts'
import type { AppParts } from './context.ts'
import { reopenSession } from './session-steps.ts'

export interface SignInAgainProps {
  open: boolean
  onClose: () => void
  parts: AppParts
  session: Session
  unsent: number
}

/** Over the open data, as the same person: the session ended, the work did not. */
export function SignInAgain({ open, onClose, parts, session, unsent }: SignInAgainProps) {
  const { t } = useTranslation('session')
  const language = useLocale()
  const onSignedIn = (next: Session) => {
    onClose()
    // Another device id or person has another store.
    if (next.user.id !== session.user.id || next.device !== session.device) return reopenSession(parts, next)
    useSession.setState({ session: next, ended: null })
    void parts.bridge.call('sync.now', { reason: 'start' })
  }
  return (
    <Dialog open={open} onClose={onClose} title={t('againTitle')}>
      <p>{t('againAs', { name: session.user.name, count: unsent })}</p>
      <SignInForm
        again
        server={session.server}
        login={session.user.login}
        language={language}
        signIn={(credentials) => parts.bridge.call('session.signIn', credentials)}
        onSignedIn={onSignedIn}
        openBrowser={(url) => void parts.bridge.call('shell.open', { url })}
      />
    </Dialog>
  )
}
