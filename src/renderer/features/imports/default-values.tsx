import type { ImportSettings } from '@fieldfile/protocol'
import { Select } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocale } from '../../ui/index.ts'
import { defaultTargets, targetWord } from './fields.ts'
import css from './imports.module.css'
import type { ImportState } from './use-import.ts'

interface DefaultValuesProps {
  state: ImportState
  settings: ImportSettings
  missing: readonly string[]
}

/** Values that hold for every row, where no column says them. */
export function DefaultValues({ state, settings, missing }: DefaultValuesProps) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  const id = useId()
  const offered = defaultTargets(settings.mapping)
  if (offered.length === 0) return null
  const choose = (path: string, value: string | undefined): void => {
    const { [path]: _, ...rest } = settings.defaults
    state.change({ defaults: value === undefined ? rest : { ...rest, [path]: value } })
  }
  return (
    <div className={css.foot}>
      <div className={css.defaultsTitle}>{t('defaults')}</div>
      <div className={css.defaults}>
        {offered.map(({ path, field }) => {
          const values = field.type.kind === 'enum' ? field.type.values : {}
          return [
            <span key={`${path}-label`} id={`${id}-${path}`}>
              {targetWord(path, locale)}
              {field.required ? ' *' : ''}
            </span>,
            <Select
              key={path}
              className={css.defaultSelect}
              aria-labelledby={`${id}-${path}`}
              allowClear
              status={missing.includes(path) ? 'error' : undefined}
              placeholder={t('defaultNone')}
              options={Object.entries(values).map(([value, label]) => ({
                value,
                label: locale === 'en' ? label.en : label.zh
              }))}
              value={(settings.defaults[path] as string | undefined) ?? null}
              onChange={(value?: string) => choose(path, value ?? undefined)}
            />
          ]
        })}
      </div>
    </div>
  )
}
