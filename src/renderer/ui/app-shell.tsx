import { BellOutlined, LeftOutlined, RightOutlined, SearchOutlined } from '@ant-design/icons'
import { Button, Dropdown, type MenuProps } from 'antd'
import type { MouseEvent, ReactNode } from 'react'
import css from './app-shell.module.css'
import type { Locale } from './format.ts'
import { Kbd } from './kbd.tsx'
import { useWords } from './words.ts'

export interface NavEntry {
  key: string
  label: string
  icon: ReactNode
  count?: number
  countTone?: 'neutral' | 'conflict'
  /** Its key, for the tooltip: `Ctrl 1`. */
  kbd?: string
  href?: string
}

export interface AppShellProps {
  /** At most eight. */
  entries: readonly NavEntry[]
  /** Sync and settings. */
  bottom: readonly NavEntry[]
  current?: string
  onNavigate: (key: string) => void
  back?: () => void
  forward?: () => void
  searchText: string
  onSearch: () => void
  /** A SyncBadge. */
  sync?: ReactNode
  notices?: { count: number; onOpen: () => void }
  locale: Locale
  onLocale: (locale: Locale) => void
  user: { name: string; role: string; menu?: MenuProps['items'] }
  children: ReactNode
}

export function AppShell(props: AppShellProps) {
  const w = useWords()
  const { entries, bottom, current, onNavigate, children } = props
  const list = (items: readonly NavEntry[]) =>
    items.map((entry) => (
      <li key={entry.key}>
        <NavLink entry={entry} current={entry.key === current} onNavigate={onNavigate} />
      </li>
    ))
  return (
    <div className={css.shell}>
      <a className={css.skip} href="#content">
        {w('skip')}
      </a>
      <nav className={css.nav} aria-label={w('nav')}>
        <div className={css.brand}>
          <Mark />
          <span>Fieldfile</span>
        </div>
        <ul className={css.list}>{list(entries)}</ul>
        <ul className={`${css.list} ${css.bottom}`}>{list(bottom)}</ul>
      </nav>
      <TopBar {...props} />
      <main id="content" className={css.main} tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}

type NavLinkProps = { entry: NavEntry; current: boolean; onNavigate: (key: string) => void }
function NavLink({ entry, current, onNavigate }: NavLinkProps) {
  const common = {
    className: css.entry,
    'aria-current': current ? ('page' as const) : undefined,
    title: entry.kbd ? `${entry.label} (${entry.kbd})` : undefined,
    onClick: (event: MouseEvent) => {
      // A middle or modified click keeps the browser's meaning.
      if (event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      onNavigate(entry.key)
    }
  }
  const content = (
    <>
      <span className={css.icon} aria-hidden>
        {entry.icon}
      </span>
      <span className={css.label}>{entry.label}</span>
      {entry.count ? (
        <span className={`${css.count} ${entry.countTone === 'conflict' ? css.countConflict : ''}`}>{entry.count}</span>
      ) : null}
    </>
  )
  return entry.href ? (
    <a href={entry.href} {...common}>
      {content}
    </a>
  ) : (
    <button type="button" {...common}>
      {content}
    </button>
  )
}

function TopBar({ back, forward, searchText, onSearch, sync, notices, locale, onLocale, user }: AppShellProps) {
  const w = useWords()
  return (
    <header className={css.top}>
      <Step label={w('back')} kbd="Alt ←" icon={<LeftOutlined aria-hidden />} onStep={back} />
      <Step label={w('forward')} kbd="Alt →" icon={<RightOutlined aria-hidden />} onStep={forward} />
      <button type="button" className={css.search} onClick={onSearch} aria-keyshortcuts="Control+K">
        <SearchOutlined aria-hidden />
        <span className={css.searchText}>{searchText}</span>
        <Kbd>Ctrl K</Kbd>
      </button>
      {sync}
      {notices && (
        <Button
          type="text"
          className={css.bell}
          icon={<BellOutlined aria-hidden />}
          aria-label={notices.count > 0 ? w('noticesCount', { n: notices.count }) : w('notices')}
          title={w('notices')}
          onClick={notices.onOpen}
        >
          {notices.count > 0 && <span className={css.bellCount}>{notices.count > 99 ? '99+' : notices.count}</span>}
        </Button>
      )}
      <div className={css.locales} role="group" aria-label={w('switchLanguage')}>
        <LocaleButton word="中" name="中文" lang="zh-CN" pressed={locale === 'zh-CN'} onPress={onLocale} />
        <LocaleButton word="EN" name="English" lang="en" pressed={locale === 'en'} onPress={onLocale} />
      </div>
      <Dropdown menu={{ items: user.menu ?? [] }} trigger={['click']} disabled={!user.menu}>
        <button type="button" className={css.user}>
          <span className={css.avatar} aria-hidden>
            {[...user.name][0]}
          </span>
          <span className={css.userWords}>
            <div className={css.userName}>{user.name}</div>
            <div className={css.userRole}>{user.role}</div>
          </span>
        </button>
      </Dropdown>
    </header>
  )
}

function Step({ label, kbd, icon, onStep }: { label: string; kbd: string; icon: ReactNode; onStep?: () => void }) {
  const title = `${label} (${kbd})`
  return (
    <Button
      type="text"
      className={css.step}
      icon={icon}
      aria-label={label}
      title={title}
      disabled={!onStep}
      onClick={onStep}
    />
  )
}

type LocaleButtonProps = {
  word: string
  name: string
  lang: Locale
  pressed: boolean
  onPress: (locale: Locale) => void
}
function LocaleButton({ word, name, lang, pressed, onPress }: LocaleButtonProps) {
  return (
    <button
      type="button"
      className={css.locale}
      lang={lang}
      title={name}
      aria-pressed={pressed}
      onClick={() => onPress(lang)}
    >
      {word}
    </button>
  )
}

const Mark = () => (
  <svg width="26" height="26" viewBox="0 0 26 26" aria-hidden>
    <rect width="26" height="26" rx="6" fill="var(--primary)" />
    <path d="M8 6h10v3h-6.5v3H17v3h-5.5v5H8z" fill="#fff" />
    <circle cx="17.5" cy="18.3" r="1.8" fill="#fff" />
  </svg>
)
