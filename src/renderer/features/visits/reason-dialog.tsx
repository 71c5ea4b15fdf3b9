import { Button, Input } from 'antd'
import { useId, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog, isComposing } from '../../ui/index.ts'
import css from './forms.module.css'

export interface ReasonDialogProps {
  title: string
  /** What it is about: what happens with this reason. */
  about?: ReactNode
  label: string
  /** Common reasons, one tap each. */
  common: readonly string[]
  action: string
  danger?: boolean
  /** May go on without a reason. */
  optional?: boolean
  children?: ReactNode
  onDone: (reason: string) => void
  onClose: () => void
}

/** Asks why: one of the common reasons, or in one's own words. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { title, about, label, common, action, danger = false, optional = false, children, onDone, onClose } = props
  const { t } = useTranslation('visits')
  const [text, setText] = useState('')
  const [asked, setAsked] = useState(false)
  const id = useId()
  const reason = text.trim()
  const missing = !optional && reason === ''
  const finish = () => (missing ? setAsked(true) : onDone(reason))
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('back')}</Button>
          <Button type="primary" danger={danger} onClick={finish}>
            {optional && reason === '' ? t('withoutReason', { action }) : action}
          </Button>
        </>
      }
    >
      <div className={css.form}>
        {about && <p className={css.about}>{about}</p>}
        {children}
        <div className={css.field}>
          <label htmlFor={id} className={css.label}>
            {label}
          </label>
          <div className={css.chips} role="group" aria-label={t('commonReasons')}>
            {common.map((word) => (
              <button
                key={word}
                type="button"
                className={css.chip}
                aria-pressed={text === word}
                onClick={() => setText(word)}
              >
                {word}
              </button>
            ))}
          </div>
          <Input.TextArea
            id={id}
            autoFocus
            autoSize={{ minRows: 2, maxRows: 5 }}
            maxLength={2000}
            value={text}
            aria-invalid={(asked && missing) || undefined}
            aria-describedby={asked && missing ? `${id}e` : undefined}
            status={asked && missing ? 'error' : undefined}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !isComposing(event)) finish()
            }}
          />
          {asked && missing && (
            <p id={`${id}e`} className={css.error} role="alert">
              {t('askReason')}
            </p>
          )}
        </div>
      </div>
    </Dialog>
  )
}
