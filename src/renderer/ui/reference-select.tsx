import { Select } from 'antd'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import css from './editors.module.css'
import type { ReferenceOption, ValueContext } from './editor-types.ts'
import { useWords } from './words.ts'

type One = { multiple?: false; value: string | null; onChange: (value: string | null) => void }
type Many = { multiple: true; value: string[]; onChange: (value: string[]) => void }
type ReferenceSelectProps = (One | Many) & { context: ValueContext; 'aria-label': string; autoFocus?: boolean }

/** Chooses records by searching. The names of those already chosen come from `nameOf`. */
export function ReferenceSelect({ context, multiple, value, onChange, ...rest }: ReferenceSelectProps) {
  const w = useWords()
  const { options, busy, query, find } = useSearch(context.search)
  const chosen = (Array.isArray(value) ? value : value ? [value] : [])
    .filter((id) => !options.some((option) => option.value === id))
    .map((id) => ({ value: id, label: context.nameOf?.(id) ?? '—' }))
  return (
    <Select
      {...rest}
      className={css.full}
      mode={multiple ? 'multiple' : undefined}
      defaultOpen
      showSearch
      filterOption={false}
      onSearch={find}
      loading={busy}
      notFoundContent={busy ? w('searching') : w('keepTyping')}
      placeholder={w('keepTyping')}
      options={query === '' ? [...chosen, ...options] : [...options]}
      optionRender={optionRow}
      value={value}
      onChange={onChange as (value: unknown) => void}
    />
  )
}

const optionRow = ({ data }: { data: Partial<ReferenceOption> }) => (
  <span className={css.option}>
    <span>{data.label}</span>
    {data.hint && <span className={css.hint}>{data.hint}</span>}
  </span>
)

/** The newest answer wins; an answer to an older question is dropped. */
function useSearch(search: ValueContext['search']) {
  const [options, setOptions] = useState<readonly ReferenceOption[]>([])
  const [busy, setBusy] = useState(Boolean(search))
  const [query, setQuery] = useState('')
  const asked = useRef(0)
  const load = async (text: string) => {
    const mine = ++asked.current
    const found = (await search?.(text).catch(() => [])) ?? []
    if (mine !== asked.current) return
    setOptions(found)
    setBusy(false)
  }
  const find = (text: string) => {
    setQuery(text)
    // Enter must not choose from the answer to an older question.
    setOptions([])
    setBusy(true)
    void load(text)
  }
  const first = useEffectEvent(() => void load(''))
  useEffect(() => {
    first()
    return () => {
      asked.current = -1
    }
  }, [])
  return { options, busy, query, find }
}
