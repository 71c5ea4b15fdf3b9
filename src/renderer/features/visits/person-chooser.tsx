import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import css from './today.module.css'
import type { Choice } from './rows.ts'

interface PersonChooserProps {
  people: readonly Choice[]
  value: string | null
  /** Offers all together, too. */
  everybody?: boolean
  onChange: (id: string | null) => void
}

const all = '*'

/** Whose days are looked at. */
export function PersonChooser({ people, value, everybody = false, onChange }: PersonChooserProps) {
  const { t } = useTranslation('visits')
  const options = [...(everybody ? [{ value: all, label: t('everybody') }] : []), ...people]
  return (
    <Select
      className={css.chooser}
      aria-label={t('whose')}
      value={value ?? (everybody ? all : undefined)}
      placeholder={t('whose')}
      options={options}
      showSearch={options.length > 8 ? { optionFilterProp: 'label' } : false}
      onChange={(id: string) => onChange(id === all ? null : id)}
    />
  )
}
