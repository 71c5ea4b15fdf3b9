import { ExclamationCircleFilled } from '@ant-design/icons'
import type { Field } from '@fieldfile/protocol'
import { useEffect, useId, useRef, useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react'
import { parseDraft, toDraft } from '../draft.ts'
import type { Locale } from '../format.ts'
import { isComposing } from '../keys.ts'
import { useLocale } from '../words.ts'
import { valueContext } from './field-source.ts'
import { FormInput } from './form-input.tsx'
import type { RecordContext } from './record-view.ts'
import css from './record.module.css'
import { loose, settle } from './settle.ts'
import { recordWord, useRecordWords } from './words.ts'

export interface DraftFormProps {
  id: string
  fields: Readonly<Record<string, Field>>
  /** Names of those to be filled in besides what the definition requires. */
  required?: readonly string[]
  initial?: Readonly<Record<string, unknown>>
  /** Id → what it is called, for what is chosen from the start. */
  names?: Readonly<Record<string, string>>
  context: RecordContext
  /** Gets the values that were filled in. A returned refusal names the field and says what to enter. */
  onSubmit: (values: Record<string, unknown>) => Refusal | void | Promise<Refusal | void>
  /** Follows what is typed: to warn beside the form. */
  onValues?: (values: Record<string, unknown>) => void
  children?: ReactNode
}

export interface Refusal {
  field?: string
  text: string
}

const words = (label: { zh: string; en: string }, locale: Locale) => (locale === 'en' ? label.en : label.zh)

/** A few fields that are filled in together. Enter or Ctrl Enter submits; nothing is checked before that. */
export function DraftForm({
  id,
  fields,
  required = [],
  initial = {},
  names = {},
  context,
  onSubmit,
  onValues,
  children
}: DraftFormProps) {
  const w = useRecordWords()
  const locale = useLocale()
  const form = useRef<HTMLFormElement>(null)
  const formId = useId()
  const contextOf = (field: Field) => valueContext(field, { names }, context)
  const [drafts, setDrafts] = useState<Record<string, unknown>>(() =>
    Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, toDraft(field.type, initial[name], contextOf(field))])
    )
  )
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  useEffect(() => form.current?.querySelector<HTMLElement>('input, textarea')?.focus(), [])

  const must = (name: string) => required.includes(name) || fields[name]?.required === true
  const read = (all: Readonly<Record<string, unknown>>) => {
    const values: Record<string, unknown> = {}
    const wrong: Record<string, string> = {}
    for (const [name, field] of Object.entries(fields)) {
      const parsed = parseDraft(loose(field.type), all[name], contextOf(field), locale)
      const settled = 'error' in parsed ? parsed : settle(name, field, parsed.value, context, locale)
      if ('error' in settled) wrong[name] = settled.error
      else if (settled.value !== null) values[name] = settled.value
      else if (must(name)) wrong[name] = recordWord(locale, 'requiredEmpty', { label: words(field.label, locale) })
    }
    return { values, wrong }
  }
  const change = (name: string, draft: unknown) => {
    const next = { ...drafts, [name]: draft }
    setDrafts(next)
    setErrors({})
    onValues?.(read(next).values)
  }
  const submit = async (event?: FormEvent) => {
    event?.preventDefault()
    const { values, wrong } = read(drafts)
    const first = Object.keys(fields).find((name) => wrong[name])
    if (first) {
      setErrors(wrong)
      form.current?.querySelector<HTMLElement>(`[data-field="${first}"] :is(input, textarea)`)?.focus()
      return
    }
    const refusal = await onSubmit(values)
    if (refusal) setErrors({ [refusal.field ?? '']: refusal.text })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || isComposing(event)) return
    event.preventDefault()
    void submit()
  }
  return (
    <form
      id={id}
      ref={form}
      className={css.form}
      noValidate
      onSubmit={(event) => void submit(event)}
      onKeyDown={onKeyDown}
    >
      {Object.entries(fields).map(([name, field]) => {
        const error = errors[name]
        const hint = field.hint && words(field.hint, locale)
        const describedBy = error || hint ? `${formId}-${name}` : undefined
        return (
          <div key={name} data-field={name} className={css.formRow}>
            <div className={css.formLabel}>
              {words(field.label, locale)}
              {must(name) && <span className={css.must}>{w('required')}</span>}
            </div>
            <FormInput
              label={words(field.label, locale)}
              type={field.type}
              draft={drafts[name]}
              context={contextOf(field)}
              invalid={Boolean(error)}
              describedBy={describedBy}
              onDraft={(draft) => change(name, draft)}
            />
            {describedBy && (
              <div id={describedBy} className={error ? css.error : css.hint} role={error ? 'alert' : undefined}>
                {error && <ExclamationCircleFilled aria-hidden />}
                {error ?? hint}
              </div>
            )}
          </div>
        )
      })}
      {errors[''] && (
        <div className={css.error} role="alert">
          <ExclamationCircleFilled aria-hidden /> {errors['']}
        </div>
      )}
      {children}
    </form>
  )
}
