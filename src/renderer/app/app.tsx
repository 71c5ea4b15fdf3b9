import { errors, type Session } from '@fieldfile/protocol'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Router } from 'wouter'
import { useStatus } from '../client/index.ts'
import { LockScreen } from '../features/lock/index.ts'
import { SignInScreen, useSession } from '../features/session/index.ts'
import { useSettings } from '../features/settings/index.ts'
import { UiProvider } from '../ui/index.ts'
import { useAppearance } from './appearance.ts'
import type { AppParts } from './context.ts'
import { useHistoryLocation, useHistorySearch } from './history.ts'
import { setLanguage } from './i18n.ts'
import { Loading } from './loading.tsx'
import { endSession, forgetSession, openSession } from './session-steps.ts'
import { Shell } from './shell.tsx'

export function App({ parts }: { parts: AppParts }) {
  const { settings } = useSettings()
  const { phase, session } = useSession()
  const appearance = useAppearance(settings)
  useEffect(() => {
    parts.connection.speak(settings.language)
    setLanguage(settings.language)
  }, [parts.connection, settings.language])
  return (
    <UiProvider {...appearance} nonce={document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content}>
      {/* oxlint-disable-next-line react/hooks -- wouter calls them as the hooks they are */}
      <Router hook={useHistoryLocation} searchHook={useHistorySearch}>
        {phase === 'open' && session && <SignedIn {...{ parts, session }} />}
        {phase === 'opening' && <Loading />}
        {phase === 'signedOut' && <SignedOut parts={parts} />}
      </Router>
    </UiProvider>
  )
}

function SignedIn({ parts, session }: { parts: AppParts; session: Session }) {
  const { waiting, refused, lock, phase } = useStatus()
  const { name } = session.user
  useEffect(() => {
    if (phase === 'forgotten') void forgetSession(parts, session)
  }, [parts, phase, session])
  const left = { count: waiting + refused, name }
  if (lock) return <LockScreen {...{ lock, name }} onSignOut={() => void endSession(parts, left)} />
  return <Shell {...{ parts, session }} onSignOut={() => void endSession(parts, left)} />
}

function SignedOut({ parts }: { parts: AppParts }) {
  const { t } = useTranslation('session')
  const { settings, change } = useSettings()
  const { left, wiped } = useSession()
  return (
    <SignInScreen
      server={settings.server}
      demo={parts.info.demo !== null}
      language={settings.language}
      notice={
        left ? t(left.forgotten ? 'forgotten' : left.count > 0 ? 'signedOutUnsent' : 'signedOut', left) : undefined
      }
      revoked={wiped ? errors.DEVICE_REVOKED[settings.language === 'en' ? 'en' : 'zh'] : undefined}
      onLanguage={(language) => void change({ language })}
      signIn={(credentials) => parts.bridge.call('session.signIn', credentials)}
      onSignedIn={(session) => openSession(parts, session)}
      openBrowser={(url) => void parts.bridge.call('shell.open', { url })}
    />
  )
}
