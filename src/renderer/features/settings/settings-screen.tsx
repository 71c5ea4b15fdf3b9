import type { IpcCalls, Session, Settings } from '@fieldfile/protocol'
import { errors } from '@fieldfile/protocol'
import { Button, Input } from 'antd'
import { useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  Page,
  Panel,
  Segments,
  ToneIcon,
  isComposing,
  useLocale,
  useToasts,
  type SegmentOption
} from '../../ui/index.ts'
import { useQuery } from '../../client/index.ts'
import { readClock } from './clock.ts'
import { Line } from './line.tsx'
import { nameEn } from './queries.ts'
import { SecurityPanel } from './security-panel.tsx'
import css from './settings-screen.module.css'
import { useSettings } from './store.ts'

/** Every field is kept as soon as it is changed; there is no Save. */
export default function SettingsScreen() {
  const { t } = useTranslation('settings')
  const { settings, change } = useSettings()
  const [info, setInfo] = useState<IpcCalls['app.info']['out'] | null>(null)
  const [session, setSession] = useState<Session | null>(null)
  useEffect(() => {
    void window.fieldfile.call('app.info', null).then(setInfo)
    void window.fieldfile.call('session.current', null).then(setSession)
  }, [])
  const keep = async (patch: Partial<Settings>) => {
    if (!(await change(patch))) useToasts.getState().show({ text: t('failed') })
  }
  return (
    <Page title={t('title')} subtitle={t('subtitle')}>
      <div className={css.columns}>
        <Display settings={settings} keep={keep} />
        <SecurityPanel settings={settings} keep={keep} />
        <Notifications settings={settings} keep={keep} />
        <Account session={session} />
        <About info={info} />
      </div>
    </Page>
  )
}

interface PartProps {
  settings: Settings
  keep: (patch: Partial<Settings>) => Promise<void>
}

function Display({ settings, keep }: PartProps) {
  const { t } = useTranslation('settings')
  return (
    <Panel title={t('display')}>
      <Choice
        label={t('language')}
        value={settings.language}
        options={[
          { value: 'zh-CN', label: '中文' },
          { value: 'en', label: 'English' }
        ]}
        onChange={(language) => void keep({ language })}
      />
      <Choice
        label={t('theme')}
        hint={t('themeHint')}
        value={settings.theme}
        options={[
          { value: 'system', label: t('themeSystem') },
          { value: 'light', label: t('themeLight') },
          { value: 'dark', label: t('themeDark') }
        ]}
        onChange={(theme) => void keep({ theme })}
      />
      <Choice
        label={t('density')}
        hint={t('densityHint')}
        value={settings.density}
        options={[
          { value: 'auto', label: t('densityAuto') },
          { value: 'desk', label: t('densityDesk') },
          { value: 'touch', label: t('densityTouch') }
        ]}
        onChange={(density) => void keep({ density })}
      />
    </Panel>
  )
}

function Notifications({ settings, keep }: PartProps) {
  const { t } = useTranslation('settings')
  return (
    <Panel title={t('notifications')}>
      <Choice
        label={t('names')}
        hint={t('namesHint')}
        value={settings.plainNotifications ? 'shown' : 'hidden'}
        options={[
          { value: 'hidden', label: t('namesHidden') },
          { value: 'shown', label: t('namesShown') }
        ]}
        onChange={(value) => void keep({ plainNotifications: value === 'shown' })}
      />
      <Line label={t('quiet')} hint={t('quietHint')}>
        <div className={css.range}>
          <Clock
            key={`from${settings.quietFrom}`}
            label={t('quietFrom')}
            value={settings.quietFrom}
            onKeep={(quietFrom) => void keep({ quietFrom })}
          />
          <span>{t('to')}</span>
          <Clock
            key={`to${settings.quietTo}`}
            label={t('quietTo')}
            value={settings.quietTo}
            onKeep={(quietTo) => void keep({ quietTo })}
          />
        </div>
      </Line>
      <Choice
        label={t('launch')}
        hint={t('launchHint')}
        value={settings.launchAtLogin ? 'on' : 'off'}
        options={[
          { value: 'on', label: t('launchOn') },
          { value: 'off', label: t('launchOff') }
        ]}
        onChange={(value) => void keep({ launchAtLogin: value === 'on' })}
      />
    </Panel>
  )
}

function Account({ session }: { session: Session | null }) {
  const { t } = useTranslation('settings')
  const { t: app } = useTranslation('app')
  const locale = useLocale()
  const { data: english } = useQuery(nameEn, null)
  if (!session) return null
  const copy = async () => {
    await navigator.clipboard.writeText(session.device)
    useToasts.getState().show({ text: t('copied') })
  }
  return (
    <Panel title={t('account')}>
      <Line label={t('user')}>
        {(locale === 'en' && english) || session.user.name} · {session.user.login}
      </Line>
      <Line label={t('roles')}>{session.user.roles.map((role) => app(role)).join(locale === 'en' ? ', ' : '、')}</Line>
      <Line label={t('server')}>
        <span className={css.plain}>{session.server}</span>
      </Line>
      <Line label={t('signIn')}>
        {session.remembered ? (
          t('remembered')
        ) : (
          <span className={css.warn}>
            <ToneIcon tone="warn" /> {errors.KEYCHAIN_PLAIN[locale === 'en' ? 'en' : 'zh']}
          </span>
        )}
      </Line>
      <Line label={t('device')}>
        <span className={css.plain}>{session.device}</span>{' '}
        <Button size="small" type="link" onClick={() => void copy()}>
          {t('copy')}
        </Button>
      </Line>
    </Panel>
  )
}

function About({ info }: { info: IpcCalls['app.info']['out'] | null }) {
  const { t } = useTranslation('settings')
  if (!info) return null
  return (
    <Panel title={t('about')}>
      <Line label={t('version')}>Fieldfile {info.version}</Line>
      <Line label={t('electron')}>
        {info.electron}
        {info.standIn ? ` · ${t('standIn')}` : ''}
      </Line>
      <Line label={t('platform')}>{info.platform}</Line>
      <Line label={t('license')}>{t('licenseText')}</Line>
    </Panel>
  )
}

interface ChoiceProps<V extends string> {
  label: string
  hint?: string
  value: V
  options: readonly SegmentOption<V>[]
  onChange: (value: V) => void
}

function Choice<V extends string>({ label, hint, ...segments }: ChoiceProps<V>) {
  return (
    <Line label={label} hint={hint}>
      <Segments label={label} {...segments} />
    </Line>
  )
}

/** A time of day: Enter or leaving the field keeps it, Esc restores. */
function Clock({ label, value, onKeep }: { label: string; value: string; onKeep: (value: string) => void }) {
  const { t } = useTranslation('settings')
  const id = useId()
  const [text, setText] = useState(value)
  const [wrong, setWrong] = useState(false)
  const leave = () => {
    const time = readClock(text)
    setWrong(time === null)
    if (time === null) return
    setText(time)
    if (time !== value) onKeep(time)
  }
  return (
    <span>
      <Input
        className={css.clock}
        aria-label={label}
        aria-invalid={wrong || undefined}
        aria-describedby={wrong ? id : undefined}
        status={wrong ? 'error' : undefined}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={leave}
        onKeyDown={(event) => {
          if (isComposing(event)) return
          if (event.key === 'Enter') leave()
          if (event.key !== 'Escape') return
          setText(value)
          setWrong(false)
        }}
      />
      {wrong && (
        <span id={id} role="alert" className={css.error}>
          {t('askTime')}
        </span>
      )}
    </span>
  )
}
