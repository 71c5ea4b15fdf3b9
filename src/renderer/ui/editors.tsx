import { Input, Select } from 'antd'
import type { ReactNode } from 'react'
import css from './editors.module.css'
import { DateInput, InstantInput, type InstantDraft } from './date-input.tsx'
import type { EditorType, ValueContext } from './editor-types.ts'
import { currencySymbol } from './format.ts'
import { ReferenceSelect } from './reference-select.tsx'
import { Segments } from './segments.tsx'
import { useLocale, useWords } from './words.ts'

export interface EditorProps {
  label: string
  type: EditorType
  draft: unknown
  context: ValueContext
  /** Takes the draft on while editing. */
  onDraft: (draft: unknown) => void
  /** Takes the draft on and saves: a choice is final. */
  onCommit: (draft: unknown) => void
  invalid: boolean
  /** Id of the text that says what to enter. */
  describedBy?: string
  suffix?: ReactNode
}

/** Up to this many choices are shown side by side. */
const segmentsMax = 5

/** The editor of a kind of value. Enter, Escape and blur are the business of the field around it. */
export function Editor(props: EditorProps) {
  const { type, label, draft, context, onDraft, onCommit } = props
  const w = useWords()
  const locale = useLocale()
  switch (type.kind) {
    case 'boolean': {
      const options = [
        { value: 'yes', label: w('yes') },
        { value: 'no', label: w('no') }
      ]
      const value = draft === true ? 'yes' : draft === false ? 'no' : null
      return (
        <Segments
          label={label}
          options={options}
          value={value}
          autoFocus
          onChange={(v) => onDraft(v === 'yes')}
          onPick={(v) => onCommit(v === 'yes')}
        />
      )
    }
    case 'enum': {
      const options = choices(type.values, locale)
      if (options.length <= segmentsMax) {
        return (
          <Segments
            label={label}
            options={options}
            value={draft as string}
            autoFocus
            onChange={onDraft}
            onPick={onCommit}
          />
        )
      }
      return (
        <Select
          {...common(props)}
          className={css.full}
          showSearch={{ optionFilterProp: 'label' }}
          defaultOpen
          options={options}
          value={draft as string | null}
          onChange={onCommit}
        />
      )
    }
    case 'reference':
      return <ReferenceSelect {...common(props)} context={context} value={draft as string | null} onChange={onCommit} />
    case 'set':
      return <SetEditor {...props} of={type.of} />
    case 'date':
      return <DateInput {...props} text={String(draft ?? '')} onText={onDraft} onPick={onCommit} />
    case 'instant':
      return <InstantInput {...props} draft={draft as InstantDraft} />
    case 'text':
      return (
        <Input.TextArea
          {...common(props)}
          autoSize={{ minRows: 2, maxRows: 12 }}
          value={String(draft ?? '')}
          onChange={(event) => onDraft(event.target.value)}
        />
      )
    default:
      return (
        <Input
          {...common(props)}
          className={['integer', 'decimal', 'percent', 'money'].includes(type.kind) ? css.number : undefined}
          prefix={type.kind === 'money' ? currencySymbol(context.currency) : undefined}
          suffix={unitOf(type, locale)}
          value={String(draft ?? '')}
          onChange={(event) => onDraft(event.target.value)}
        />
      )
  }
}

function SetEditor(props: EditorProps & { of: EditorType }) {
  const { of, draft, context, onDraft } = props
  const w = useWords()
  const locale = useLocale()
  const value = (draft ?? []) as string[]
  if (of.kind === 'reference')
    return <ReferenceSelect {...common(props)} context={context} multiple value={value} onChange={onDraft} />
  const fixed = of.kind === 'enum'
  return (
    <Select
      {...common(props)}
      className={css.full}
      mode={fixed ? 'multiple' : 'tags'}
      defaultOpen={fixed}
      open={fixed ? undefined : false}
      suffixIcon={fixed ? undefined : null}
      placeholder={fixed ? undefined : w('setHint')}
      tokenSeparators={fixed ? undefined : [',', '，', '、', ';', '；']}
      optionFilterProp="label"
      options={fixed ? choices(of.values, locale) : []}
      value={value}
      onChange={onDraft}
    />
  )
}

function common({ label, invalid, describedBy }: EditorProps) {
  return {
    autoFocus: true,
    'aria-label': label,
    'aria-invalid': invalid || undefined,
    'aria-describedby': describedBy,
    status: invalid ? ('error' as const) : undefined
  }
}

function choices(values: Readonly<Record<string, { zh: string; en: string }>>, locale: string) {
  return Object.entries(values).map(([value, label]) => ({ value, label: locale === 'en' ? label.en : label.zh }))
}

function unitOf(type: EditorType, locale: string): string | undefined {
  if (type.kind === 'percent') return '%'
  if (type.kind !== 'integer' && type.kind !== 'decimal') return undefined
  return type.unit && (locale === 'en' ? type.unit.en : type.unit.zh)
}
