import type { Field, RecordType } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useId, type ReactNode } from 'react'
import { Dialog } from '../dialog.tsx'
import { Kbd } from '../kbd.tsx'
import { DraftForm, type DraftFormProps } from './draft-form.tsx'
import css from './record.module.css'
import { useRecordWords } from './words.ts'

export interface RecordCreateProps extends Pick<
  DraftFormProps,
  'required' | 'initial' | 'names' | 'context' | 'onSubmit' | 'onValues'
> {
  type: RecordType
  title: string
  /** Asked for besides what the definition requires; at most five in all. */
  ask?: readonly string[]
  /** Filled in by the caller, so not asked for. */
  given?: readonly string[]
  onClose: () => void
  /** The verb on the button; `Create` without it. */
  action?: string
  /** Under the fields: what may be the same record already. */
  children?: ReactNode
}

const most = 5
const askable = (field: Field) =>
  field.type.kind !== 'list' &&
  field.type.kind !== 'json' &&
  ['register', 'text', 'set', 'immutable'].includes(field.merge)

/** The fields a new record starts with: what was asked for, and what the definition requires; at most five. */
function createFields(
  type: RecordType,
  ask: readonly string[] = [],
  given: readonly string[] = []
): Record<string, Field> {
  const required = Object.keys(type.fields).filter((name) => type.fields[name]!.required)
  const names = [...new Set([...ask, ...required])].filter((name) => {
    const field = type.fields[name]
    return field && askable(field) && !given.includes(name)
  })
  // What is required is asked for even past five: without it there is no record.
  const kept = names.filter((name, index) => index < most || required.includes(name))
  return Object.fromEntries(kept.map((name) => [name, type.fields[name]!]))
}

/** A new record: required fields and a few more; the rest is filled in later, in place. */
export function RecordCreate({ type, title, ask, given, onClose, action, children, ...form }: RecordCreateProps) {
  const w = useRecordWords()
  const id = useId()
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      footer={
        <>
          <span className={css.later}>{w('laterMore')}</span>
          <Button onClick={onClose}>{w('cancel')}</Button>
          <Button type="primary" htmlType="submit" form={id}>
            {action ?? w('create')} <Kbd>Ctrl Enter</Kbd>
          </Button>
        </>
      }
    >
      <DraftForm id={id} fields={createFields(type, ask, given)} {...form}>
        {children}
      </DraftForm>
    </Dialog>
  )
}
