import { ExclamationCircleFilled } from '@ant-design/icons'
import { errors, isErrorCode, secretLengths } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { changePin } from '../../client/index.ts'
import { Dialog, isComposing, SecretInput, timeLeft, useCountdown, useLocale, useToasts } from '../../ui/index.ts'
import css from './security.module.css'

export type PinChange = 'set' | 'change' | 'remove' | 'passphrase'

const noWait = { waitMs: 0 }
const titles = { set: 'pinSet', change: 'pinChange', remove: 'pinRemove', passphrase: 'passphraseChange' } as const
const done = {
  set: 'pinIsSet',
  change: 'pinIsChanged',
  remove: 'pinIsRemoved',
  passphrase: 'passphraseIsChanged'
} as const

/** The old one where there is one, the new one twice. What is wrong is said beside the fields; nothing is cleared but what was wrong. */
export function PinForm({ change, onClose }: { change: PinChange; onClose: (changed: boolean) => void }) {
  const { t } = useTranslation('settings')
  const locale = useLocale()
  const [old, setOld] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [wait, setWait] = useState(noWait)
  const left = useCountdown(wait)
  const asksOld = change !== 'set'
  const asksNew = change !== 'remove'
  const isPin = change !== 'passphrase'
  const shortest = secretLengths[isPin ? 'pin' : 'passphrase']
  const said = (code: string | null) =>
    isErrorCode(code) ? errors[code][locale === 'en' ? 'en' : 'zh'] : t('pinFailed')

  const submit = async () => {
    if (busy || left > 0) return
    if (asksOld && old === '') return setWrong(t(isPin ? 'pinAskOld' : 'passphraseAskOld'))
    if (asksNew && next.length < shortest)
      return setWrong(t(isPin ? 'pinShort' : 'passphraseShort', { count: shortest }))
    if (asksNew && next !== again) return setWrong(t('pinDifferent'))
    setBusy(true)
    setWrong(null)
    const failure = await changePin(asksOld ? old : null, asksNew ? next : null).catch(() => 'failed' as const)
    setBusy(false)
    if (failure === null) {
      useToasts.getState().show({ text: t(done[change]) })
      return onClose(true)
    }
    setOld('')
    if (failure === 'failed') return setWrong(t('pinFailed'))
    setWrong(said(failure.code))
    setWait({ waitMs: failure.waitMs })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || isComposing(event)) return
    event.preventDefault()
    void submit()
  }
  return (
    <Dialog
      open
      title={t(titles[change])}
      onClose={() => onClose(false)}
      footer={
        <>
          <Button onClick={() => onClose(false)}>{t('cancel')}</Button>
          <Button type="primary" danger={change === 'remove'} disabled={busy || left > 0} onClick={() => void submit()}>
            {t(titles[change])}
          </Button>
        </>
      }
    >
      <div className={css.form}>
        <p>{t(change === 'remove' ? 'pinRemoveHow' : isPin ? 'pinHow' : 'passphraseHow')}</p>
        {asksOld && (
          <SecretInput
            label={t(isPin ? 'pinOld' : 'passphraseOld')}
            value={old}
            numeric={isPin}
            autoFocus
            onText={setOld}
            onKeyDown={onKeyDown}
          />
        )}
        {asksNew && (
          <>
            <SecretInput
              label={t(isPin ? 'pinNew' : 'passphraseNew')}
              value={next}
              numeric={isPin}
              isNew
              autoFocus={!asksOld}
              onText={setNext}
              onKeyDown={onKeyDown}
            />
            <SecretInput
              label={t('pinAgain')}
              value={again}
              numeric={isPin}
              isNew
              onText={setAgain}
              onKeyDown={onKeyDown}
            />
          </>
        )}
        {wrong && (
          <p className={css.error} role="alert">
            <ExclamationCircleFilled aria-hidden />
            {wrong}
          </p>
        )}
        {left > 0 && <p role="timer">{t('pinWait', { time: timeLeft(left) })}</p>}
      </div>
    </Dialog>
  )
}
