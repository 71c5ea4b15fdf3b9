import type { Field } from '@fieldfile/protocol'
import { Button, Input } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EditableField, isComposing, type ValueContext } from '../../ui/index.ts'
import css from './sync-screen.module.css'

export interface ThirdValueProps {
  label: string
  field: Field
  value: unknown
  context: ValueContext
  onSave: (value: unknown) => void
  onCancel: () => void
}

/** A value that takes from both: text starts from the one in use, anything else is edited like its field. */
export function ThirdValue({ label, field, value, context, onSave, onCancel }: ThirdValueProps) {
  const { t } = useTranslation('sync')
  const box = useRef<HTMLDivElement>(null)
  const isText = field.type.kind === 'text' || field.type.kind === 'string'
  const [text, setText] = useState(typeof value === 'string' ? value : '')
  useEffect(() => {
    // A field is edited in place; here it is opened at once.
    if (!isText) box.current?.querySelector('button')?.click()
  }, [isText])
  if (!isText) {
    return (
      <div ref={box} className={css.third}>
        <EditableField label={label} type={field.type} value={value} context={context} onSave={onSave} />
        <Button onClick={onCancel}>{t('cancel')}</Button>
      </div>
    )
  }
  const save = () => onSave(text.trim() === '' ? null : text.trim())
  return (
    <div className={css.third}>
      <Input.TextArea
        autoFocus
        autoSize={{ minRows: 2, maxRows: 8 }}
        aria-label={label}
        maxLength={field.type.kind === 'text' || field.type.kind === 'string' ? field.type.max : undefined}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (isComposing(event)) return
          if (event.key === 'Escape') onCancel()
          const enter = event.key === 'Enter' && (field.type.kind === 'string' || event.ctrlKey || event.metaKey)
          if (!enter) return
          event.preventDefault()
          save()
        }}
      />
      <div className={css.thirdActions}>
        <Button type="primary" onClick={save}>
          {t('third')}
        </Button>
        <Button onClick={onCancel}>{t('cancel')}</Button>
      </div>
    </div>
  )
}
