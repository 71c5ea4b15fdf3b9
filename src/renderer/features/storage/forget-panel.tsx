import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { forgetDevice } from '../../client/index.ts'
import { ConfirmIrreversible, Panel } from '../../ui/index.ts'
import { Said } from './said.tsx'
import css from './storage.module.css'
import { useSay } from './use-say.ts'

/** Irreversible: says what would be lost, and points at the export above before it asks for the word. */
export function ForgetPanel({ unsent, name }: { unsent: number; name: string }) {
  const { t } = useTranslation('storage')
  const { tell } = useSay()
  const [sure, setSure] = useState(false)
  const forget = async () => {
    setSure(false)
    await forgetDevice().catch(() => tell(t('notForgotten')))
  }
  return (
    <Panel title={t('forget')}>
      <div className={css.stack}>
        <p>{t('forgetHow')}</p>
        <Said tone={unsent > 0 ? 'danger' : 'ok'}>{t('forgetUnsent', { count: unsent })}</Said>
        <Button danger onClick={() => setSure(true)}>
          {t('forget')}
        </Button>
      </div>
      <ConfirmIrreversible
        open={sure}
        title={t('forgetTitle', { name })}
        consequence={t('forgetSure', { count: unsent })}
        action={t('forget')}
        typed={t('forgetWord')}
        onConfirm={() => void forget()}
        onCancel={() => setSure(false)}
      />
    </Panel>
  )
}
