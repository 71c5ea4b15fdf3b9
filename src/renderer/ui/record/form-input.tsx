import { Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { isTyped } from '../draft.ts'
import type { EditorType, ReferenceOption, ValueContext } from '../editor-types.ts'
import { Segments } from '../segments.tsx'
import { useLocale, useWords } from '../words.ts'
import css from './record.module.css'

export interface FormInputProps {
  label: string
  type: EditorType
  draft: unknown
  context: ValueContext
  onDraft: (draft: unknown) => void
  invalid: boolean
  describedBy?: string
}

/** Up to this many choices are shown side by side. */
const segmentsMax = 5
const examples: Partial<Record<EditorType['kind'], string>> = {
  date: '2026-09-15',
  partialDate: '09-15',
  geo: '31.57, 120.30'
}

/** One input of a form with several: unlike the editor of a single field it neither takes the focus nor opens by itself. */
export function FormInput(props: FormInputProps) {
  const { label, type, draft, onDraft } = props
  const w = useWords()
  const locale = useLocale()
  const shared = common(props)
  if (type.kind === 'boolean') {
    const value = draft === true ? 'yes' : draft === false ? 'no' : null
    const options = [
      { value: 'yes', label: w('yes') },
      { value: 'no', label: w('no') }
    ]
    return <Segments label={label} options={options} value={value} onChange={(v) => onDraft(v === 'yes')} />
  }
  if (type.kind === 'enum') {
    const options = choices(type.values, locale)
    if (options.length <= segmentsMax)
      return <Segments label={label} options={options} value={draft as string} onChange={onDraft} />
    return (
      <Select
        {...shared}
        className={css.full}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        options={options}
        value={(draft as string | null) ?? undefined}
        onChange={(value: string | undefined) => onDraft(value ?? null)}
      />
    )
  }
  if (type.kind === 'reference' || (type.kind === 'set' && type.of.kind === 'reference'))
    return <RecordSelect {...props} />
  if (type.kind === 'set') {
    const fixed = type.of.kind === 'enum'
    return (
      <Select
        {...shared}
        className={css.full}
        mode={fixed ? 'multiple' : 'tags'}
        open={fixed ? undefined : false}
        suffixIcon={fixed ? undefined : null}
        placeholder={fixed ? undefined : w('setHint')}
        tokenSeparators={fixed ? undefined : [',', '，', '、', ';', '；']}
        optionFilterProp="label"
        options={type.of.kind === 'enum' ? choices(type.of.values, locale) : []}
        value={(draft ?? []) as string[]}
        onChange={onDraft}
      />
    )
  }
  if (type.kind === 'instant') {
    const { text, zone } = draft as { text: string; zone: string }
    return (
      <Input
        {...shared}
        placeholder="2026-09-15 09:30"
        value={text}
        onChange={(e) => onDraft({ text: e.target.value, zone })}
      />
    )
  }
  if (type.kind === 'text')
    return (
      <Input.TextArea
        {...shared}
        autoSize={{ minRows: 2, maxRows: 8 }}
        value={String(draft ?? '')}
        onChange={(event) => onDraft(event.target.value)}
      />
    )
  if (!isTyped(type)) return null
  const unit = (type.kind === 'integer' || type.kind === 'decimal') && type.unit
  return (
    <Input
      {...shared}
      placeholder={examples[type.kind]}
      suffix={type.kind === 'percent' ? '%' : unit ? (locale === 'en' ? unit.en : unit.zh) : undefined}
      value={String(draft ?? '')}
      onChange={(event) => onDraft(event.target.value)}
    />
  )
}

function RecordSelect({ type, draft, context, onDraft, ...rest }: FormInputProps) {
  const w = useWords()
  const [options, setOptions] = useState<readonly ReferenceOption[]>([])
  const [query, setQuery] = useState('')
  const { search } = context
  useEffect(() => {
    let current = true
    void (async () => {
      const found = (await search?.(query)) ?? []
      if (current) setOptions(found)
    })()
    return () => {
      current = false
    }
  }, [search, query])
  const many = type.kind === 'set'
  const chosen = [draft].flat().filter((id): id is string => typeof id === 'string')
  const unseen = chosen.filter((id) => !options.some((o) => o.value === id))
  return (
    <Select
      {...common(rest)}
      className={css.full}
      mode={many ? 'multiple' : undefined}
      allowClear
      showSearch
      filterOption={false}
      onSearch={setQuery}
      notFoundContent={w('keepTyping')}
      placeholder={w('keepTyping')}
      options={[...unseen.map((value) => ({ value, label: context.nameOf?.(value) ?? '—' })), ...options]}
      value={many ? chosen : (chosen[0] ?? undefined)}
      onChange={(value: unknown) => onDraft(value ?? null)}
    />
  )
}

function common({ label, invalid, describedBy }: Pick<FormInputProps, 'label' | 'invalid' | 'describedBy'>) {
  return {
    'aria-label': label,
    'aria-invalid': invalid || undefined,
    'aria-describedby': describedBy,
    status: invalid ? ('error' as const) : undefined
  }
}

function choices(values: Readonly<Record<string, { zh: string; en: string }>>, locale: string) {
  return Object.entries(values).map(([value, label]) => ({ value, label: locale === 'en' ? label.en : label.zh }))
}
