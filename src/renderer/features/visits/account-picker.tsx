import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from '../../client/index.ts'
import { useLocale } from '../../ui/index.ts'
import css from './forms.module.css'
import { findAccounts } from './queries.ts'
import type { Choice } from './rows.ts'

interface AccountPickerProps {
  id: string
  value: string | null
  name: string | null
  invalid?: boolean
  onChange: (id: string) => void
}

/** Finds a customer by name, pinyin, initials, number, or by somebody who works there. */
export function AccountPicker({ id, value, name, invalid = false, onChange }: AccountPickerProps) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const [text, setText] = useState('')
  const { data = [], loading } = useQuery(findAccounts, { text, english: locale === 'en' })
  const chosen =
    value && name && !data.some((option) => option.value === value) ? [{ value, label: name, hint: '' }] : []
  return (
    <Select
      id={id}
      aria-invalid={invalid || undefined}
      status={invalid ? 'error' : undefined}
      autoFocus={value === null}
      showSearch={{ filterOption: false, onSearch: setText }}
      value={value ?? undefined}
      placeholder={t('findAccount')}
      notFoundContent={loading ? t('searching') : t('noAccountFound')}
      options={[...chosen, ...data]}
      optionRender={optionRow}
      onChange={(chosenId: string) => onChange(chosenId)}
    />
  )
}

const optionRow = ({ data }: { data: Partial<Choice> }) => (
  <span className={css.option}>
    <span>{data.label}</span>
    {data.hint && <span className={css.hint}>{data.hint}</span>}
  </span>
)
