import { ExclamationCircleFilled } from '@ant-design/icons'
import { errors, isErrorCode, secretLengths } from '@fieldfile/protocol'
import { Button, type InputRef } from 'antd'
import { useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { tryVault, unlock, type Lock } from '../../client/index.ts'
import { isComposing, SecretInput, timeLeft, useCountdown, useLocale } from '../../ui/index.ts'
import { Forgotten } from './forgotten.tsx'
import css from './lock.module.css'

export interface LockScreenProps {
  lock: Lock
  name: string
  onSignOut: () => void
}

const titles = {
  pin: 'pinTitle',
  passphrase: 'passphraseTitle',
  newPassphrase: 'newTitle',
  keychain: 'keychainTitle',
  signIn: 'changedTitle'
} as const

/** Nothing of the data is on the screen or in memory until this is passed. */
export function LockScreen({ lock, name, onSignOut }: LockScreenProps) {
  const { t } = useTranslation('lock')
  const { needs } = lock
  const typed = needs === 'pin' || needs === 'passphrase' || needs === 'newPassphrase'
  return (
    <main className={css.screen}>
      <section className={css.panel}>
        <h1 className={css.title}>{t(titles[needs])}</h1>
        {typed ? <Typed key={needs} {...{ lock, name, needs }} /> : <Asked {...{ lock, needs }} />}
        <div className={css.ways}>
          <Button type="link" onClick={onSignOut}>
            {t('signOut')}
          </Button>
          {(needs === 'pin' || needs === 'passphrase') && <Forgotten {...{ needs, name }} />}
        </div>
      </section>
    </main>
  )
}

function useSaid(): (code: string | null) => string | null {
  const locale = useLocale()
  return (code) => (code && isErrorCode(code) ? errors[code][locale === 'en' ? 'en' : 'zh'] : null)
}

/** What a person knows opens it. */
function Typed({ lock, name, needs }: { lock: Lock; name: string; needs: 'pin' | 'passphrase' | 'newPassphrase' }) {
  const { t } = useTranslation('lock')
  const said = useSaid()
  const [text, setText] = useState('')
  const [again, setAgain] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const left = useCountdown(lock)
  const input = useRef<InputRef>(null)
  const isNew = needs === 'newPassphrase'

  const submit = async () => {
    if (busy || left > 0 || text === '') return
    if (isNew && text.length < secretLengths.passphrase)
      return setWrong(t('tooShort', { count: secretLengths.passphrase }))
    if (isNew && text !== again) return setWrong(t('different'))
    setBusy(true)
    setWrong(null)
    const failure = await unlock(text).catch(() => 'failed' as const)
    setBusy(false)
    if (failure === null) return
    setWrong(failure === 'failed' ? t('noAnswer') : said(failure.code))
    setText('')
    input.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || isComposing(event)) return
    event.preventDefault()
    void submit()
  }
  const error = wrong ?? said(lock.code)
  return (
    <>
      <p>{t(isNew ? 'newHow' : needs === 'pin' ? 'pinHow' : 'passphraseHow', { name })}</p>
      <SecretInput
        label={t(needs)}
        value={text}
        ref={input}
        autoFocus
        numeric={needs === 'pin'}
        isNew={isNew}
        onText={setText}
        onKeyDown={onKeyDown}
      />
      {isNew && <SecretInput label={t('repeat')} value={again} isNew onText={setAgain} onKeyDown={onKeyDown} />}
      {error && (
        <p className={css.error} role="alert">
          <ExclamationCircleFilled aria-hidden />
          {error}
        </p>
      )}
      {left > 0 && <p role="timer">{t('wait', { time: timeLeft(left) })}</p>}
      <Button type="primary" size="large" block loading={busy} disabled={left > 0} onClick={() => void submit()}>
        {t(busy ? 'opening' : 'open')}
      </Button>
    </>
  )
}

/** The keychain has to answer, or was replaced by another. */
function Asked({ lock, needs }: { lock: Lock; needs: 'keychain' | 'signIn' }) {
  const { t } = useTranslation('lock')
  const said = useSaid()
  const [busy, setBusy] = useState(false)
  const ask = async (renew: boolean) => {
    setBusy(true)
    await tryVault(renew).catch(() => null)
    setBusy(false)
  }
  return (
    <>
      <p role="alert">{said(lock.code)}</p>
      <Button type="primary" size="large" block loading={busy} onClick={() => void ask(false)}>
        {t('tryAgain')}
      </Button>
      {needs === 'signIn' && (
        <Button size="large" block disabled={busy} onClick={() => void ask(true)}>
          {t('startAnew')}
        </Button>
      )}
    </>
  )
}
