import { paths, type Role, type Session } from '@fieldfile/protocol'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useQuery, useStatus } from '../client/index.ts'
import { SearchPalette, remember } from '../features/search/index.ts'
import { SignOut, useSession } from '../features/session/index.ts'
import { me } from '../features/session/queries.ts'
import { useSettings } from '../features/settings/index.ts'
import { AppShell, KeyHelp, SyncBadge, UndoToast, useLocale, type NavEntry } from '../ui/index.ts'
import { badgeOf } from './badge.ts'
import { Banners } from './banners.tsx'
import { useCommands } from './commands.tsx'
import type { AppParts } from './context.ts'
import { screens } from './features.ts'
import { useGlobalKeys } from './global-keys.ts'
import { canStep, goBack, goForward, navigate, useHistory } from './history.ts'
import { useKeyGroups } from './key-groups.ts'
import { localZone } from './local-zone.ts'
import { currentNav, navOf } from './nav.tsx'
import { Notices, useNotices } from './notices.tsx'
import { Routes } from './routes.tsx'
import { rebuildStore, reopenSession } from './session-steps.ts'
import { SignInAgain } from './sign-in-again.tsx'
import { StorageFailed } from './storage-failed.tsx'
import { useMinute } from './use-minute.ts'

type Open = 'palette' | 'notices' | 'keys' | 'signOut' | 'signIn' | null
/** These hold customers on the device; all others look them up (RIGHTS.md). */
const territorial: readonly Role[] = ['REP', 'MGR', 'DSK']
const built = screens.map((screen) => screen.path)

export interface ShellProps {
  parts: AppParts
  session: Session
  onSignOut: () => void
}

/** The frame around every screen: where one can go, how the device stands, what is due. */
export function Shell({ parts, session, onSignOut }: ShellProps) {
  const { t } = useTranslation('app')
  const locale = useLocale()
  const [path] = useLocation()
  const history = useHistory()
  const status = useStatus()
  const now = useMinute()
  const { change } = useSettings()
  const { ended } = useSession()
  const [open, setOpen] = useState<Open>(null)
  const [readNote, setReadNote] = useState(false)
  const notices = useNotices(now)
  const { data: place } = useQuery(me, null)
  const zone = localZone()
  const { user } = session
  const nav = navOf(user.roles, built)
  const close = () => setOpen(null)
  const unsent = status.waiting + status.refused
  const syncNow = () => void parts.bridge.call('sync.now', { reason: 'person' })

  useEffect(() => {
    remember(user.id, path)
    document.querySelector('#content')?.scrollTo(0, 0)
  }, [path, user.id])
  const commands = useCommands({
    nav,
    locale,
    lockable: status.lockable ?? false,
    syncNow,
    showKeys: () => setOpen('keys')
  })
  const keyGroups = useKeyGroups()
  useGlobalKeys({
    onPalette: () => setOpen('palette'),
    onNav: (index) => {
      const item = nav.main[index]
      if (item) navigate(item.path)
    }
  })

  const decide = status.conflicts + status.refused
  const entry = (item: (typeof nav.main)[number], kbd?: string): NavEntry => ({
    key: item.path,
    label: t(item.key),
    icon: item.icon,
    kbd,
    href: `#${item.path}`,
    ...(item.key === 'sync' && decide > 0 && { count: decide, countTone: 'conflict' as const })
  })
  const current = [...nav.main, ...nav.bottom].find((item) => item.key === currentNav(path))?.path
  const roleWords = user.roles.map((role) => t(role)).join(locale === 'en' ? ', ' : '、')
  const territory = place?.territories.map((one) => (locale === 'en' && one.nameEn) || one.name)[0]
  const badge = badgeOf(status, now, locale, zone, t)
  return (
    <>
      <AppShell
        entries={nav.main.map((item, index) => entry(item, `Ctrl ${index + 1}`))}
        bottom={nav.bottom.map((item) => entry(item))}
        current={current}
        onNavigate={(to) => navigate(to)}
        back={canStep(history, -1) ? goBack : undefined}
        forward={canStep(history, 1) ? goForward : undefined}
        searchText={t('searchBox')}
        onSearch={() => setOpen('palette')}
        sync={<SyncBadge {...badge} onOpen={() => navigate(paths.sync)} />}
        notices={{ count: notices.items.length, onOpen: () => setOpen('notices') }}
        locale={locale}
        onLocale={(language) => void change({ language })}
        user={{
          name: (locale === 'en' && place?.nameEn) || user.name,
          role: territory ? `${roleWords} · ${territory}` : roleWords,
          menu: [
            { key: 'settings', label: t('openSettings'), onClick: () => navigate(paths.settings) },
            { key: 'keys', label: t('keys'), onClick: () => setOpen('keys') },
            { type: 'divider' },
            { key: 'signOut', label: t('signOut'), onClick: () => (unsent > 0 ? setOpen('signOut') : onSignOut()) }
          ]
        }}
      >
        <Banners
          status={status}
          ended={ended}
          notRemembered={!session.remembered && !readNote}
          onSignIn={() => setOpen('signIn')}
          onReadNotRemembered={() => setReadNote(true)}
          onSyncNow={syncNow}
          onOpenBrowser={() => void parts.bridge.call('shell.open', { url: session.server })}
        />
        {status.phase === 'failed' ? (
          <StorageFailed
            code={status.error}
            onReload={() => reopenSession(parts, session)}
            onRebuild={() => void rebuildStore(parts, session)}
          />
        ) : (
          <Routes />
        )}
      </AppShell>
      <SearchPalette
        open={open === 'palette'}
        onClose={close}
        commands={commands}
        userId={user.id}
        online={!user.roles.some((role) => territorial.includes(role))}
        onOpen={(to) => navigate(to)}
      />
      <Notices open={open === 'notices'} onClose={close} now={now} {...notices} />
      <KeyHelp groups={keyGroups} open={open === 'keys'} onClose={close} />
      <SignOut open={open === 'signOut'} unsent={unsent} onSignOut={onSignOut} onClose={close} />
      <SignInAgain open={open === 'signIn'} {...{ parts, session, unsent }} onClose={close} />
      <UndoToast />
    </>
  )
}
