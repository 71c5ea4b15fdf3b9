import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { forgetDevice } from '../../client/index.ts'
import { ConfirmIrreversible, Dialog, useToasts } from '../../ui/index.ts'
import css from './lock.module.css'

/** What is left to do without the PIN. Locked, nobody can count what is unsent: the journal's lines are its upper bound. */
export function Forgotten({ needs, name }: { needs: 'pin' | 'passphrase'; name: string }) {
  const { t } = useTranslation('lock')
  const [most, setMost] = useState<number | null>(null)
  const [sure, setSure] = useState(false)
  const close = () => {
    setMost(null)
    setSure(false)
  }
  const look = async () => {
    const journal = await window.fieldfile.call('journal.read', null).catch(() => null)
    setMost(journal ? journal.lines.filter(({ kind }) => kind === 'op').length : 0)
  }
  const forget = async () => {
    await forgetDevice().catch(() => {
      close()
      useToasts.getState().show({ text: t('notForgotten') })
    })
  }
  const lost = t('forgotLost', { count: most ?? 0 })
  return (
    <>
      <Button type="link" onClick={() => void look()}>
        {t(needs === 'pin' ? 'forgotPin' : 'forgotPassphrase')}
      </Button>
      <Dialog
        open={most !== null && !sure}
        onClose={close}
        title={t(needs === 'pin' ? 'forgotPin' : 'forgotPassphrase')}
        footer={
          <>
            <Button onClick={close}>{t('keep')}</Button>
            <Button danger onClick={() => setSure(true)}>
              {t('forget')}
            </Button>
          </>
        }
      >
        <ol className={css.help}>
          <li>{t(needs === 'pin' ? 'forgotTry' : 'forgotTryPassphrase')}</li>
          <li>{t('forgotNobody')}</li>
          <li>
            {t('forgotLeft', { name })} {lost}
          </li>
        </ol>
      </Dialog>
      <ConfirmIrreversible
        open={sure}
        title={t('forgetTitle', { name })}
        consequence={lost}
        action={t('forget')}
        typed={t('forgetWord')}
        onConfirm={() => void forget()}
        onCancel={close}
      />
    </>
  )
}
