import { types } from '@fieldfile/protocol/entities/index'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog, useLocale, useWords } from '../../ui/index.ts'
import css from './accounts.module.css'

export interface StepDialogProps {
  event: string
  name: string
  onStep: (reason: string) => void
  onClose: () => void
}

/** A step of the life cycle that needs a reason. */
export function StepDialog({ event, name, onStep, onClose }: StepDialogProps) {
  const { t } = useTranslation('accounts')
  const w = useWords()
  const locale = useLocale()
  const id = useId()
  const [reason, setReason] = useState('')
  const [asked, setAsked] = useState(false)
  const label = types.get('account')?.entity.lifeCycle?.events[event]?.label
  const title = t('stepTitle', { event: locale === 'en' ? label?.en : label?.zh, name })
  const missing = asked && reason.trim() === ''
  const submit = () => (reason.trim() === '' ? setAsked(true) : onStep(reason.trim()))
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{w('cancel')}</Button>
          <Button type="primary" onClick={submit}>
            {locale === 'en' ? label?.en : label?.zh}
          </Button>
        </>
      }
    >
      <label className={css.reason} htmlFor={id}>
        {t('reason')}
      </label>
      <Input.TextArea
        id={id}
        autoFocus
        autoSize={{ minRows: 2, maxRows: 6 }}
        status={missing ? 'error' : undefined}
        aria-describedby={missing ? `${id}-ask` : undefined}
        value={reason}
        onChange={(e) => setReason(e.target.value)}
        onKeyDown={(e) => e.key === 'Enter' && (e.ctrlKey || e.metaKey) && submit()}
      />
      {missing && (
        <div id={`${id}-ask`} className={css.error} role="alert">
          {t('askReason')}
        </div>
      )}
    </Dialog>
  )
}
