import { paths, type Session } from '@fieldfile/protocol'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Router } from 'wouter'
import { useStatus } from '../client/index.ts'
import { SignInScreen, useSession } from '../features/session/index.ts'
import { useSettings } from '../features/settings/index.ts'
import { UiProvider } from '../ui/index.ts'
import { useAppearance } from './appearance.ts'
import type { AppParts } from './context.ts'
import { rememberedPath, restart, useHistoryLocation, useHistorySearch } from './history.ts'
import { setLanguage } from './i18n.ts'
import { Shell } from './shell.tsx'

/** What is left to say after the window started anew on sign-out. */
const noteKey = 'fieldfile.signedOut'

export function App({ parts }: { parts: AppParts }) {
  const { settings } = useSettings()
  const { session } = useSession()
  const appearance = useAppearance(settings)
  useEffect(() => setLanguage(settings.language), [settings.language])
  return (
    <UiProvider {...appearance} nonce={document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content}>
      {/* oxlint-disable-next-line react/hooks -- wouter calls them as the hooks they are */}
      <Router hook={useHistoryLocation} searchHook={useHistorySearch}>
        {session ? <SignedIn {...{ parts, session }} /> : <SignedOut parts={parts} />}
      </Router>
    </UiProvider>
  )
}

function SignedIn({ parts, session }: { parts: AppParts; session: Session }) {
  const { waiting, refused } = useStatus()
  const signOut = async () => {
    sessionStorage.setItem(noteKey, JSON.stringify({ count: waiting + refused, name: session.user.name }))
    parts.connection.stop()
    await parts.bridge.call('session.signOut', null)
    restart('/')
    parts.reload()
  }
  return <Shell {...{ parts, session }} onSignOut={() => void signOut()} />
}

function SignedOut({ parts }: { parts: AppParts }) {
  const { t } = useTranslation('session')
  const { settings, change } = useSettings()
  const [note] = useState(
    () => JSON.parse(sessionStorage.getItem(noteKey) ?? 'null') as { count: number; name: string } | null
  )
  const onSignedIn = (session: Session) => {
    sessionStorage.removeItem(noteKey)
    openSession(parts, session)
  }
  return (
    <SignInScreen
      server={settings.server}
      demo={parts.info.demo !== null}
      language={settings.language}
      notice={note ? t(note.count > 0 ? 'signedOutUnsent' : 'signedOut', note) : undefined}
      onLanguage={(language) => void change({ language })}
      signIn={(credentials) => parts.bridge.call('session.signIn', credentials)}
      onSignedIn={onSignedIn}
      openBrowser={(url) => void parts.bridge.call('shell.open', { url })}
    />
  )
}

/** Opens the data of a signed-in user and shows where they were, else where their day starts. */
export function openSession({ connection, info }: AppParts, session: Session): void {
  connection.start(session, { demo: info.demo !== null })
  const before = rememberedPath()
  restart(before && before !== '/' ? before : paths.today)
  useSession.setState({ session, ended: null })
}
