import { ExclamationCircleFilled, WarningFilled } from '@ant-design/icons'
import type { ImportRowView } from '@fieldfile/protocol'
import { useTranslation } from 'react-i18next'
import { useLocale } from '../../ui/index.ts'
import { sayCode } from './failure.ts'
import css from './imports.module.css'

/** Why a row is left out: the column, what is wrong with it and what to do, what the file says. Worst first. */
export function Problems({ row }: { row: ImportRowView }) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  if (row.problems.length === 0 && row.cleaned.length === 0) return null
  const colon = locale === 'en' ? ': ' : '：'
  return (
    <ul className={css.problems}>
      {row.problems.map(({ code, column, text }, i) => (
        <li key={i} className={css.problem}>
          <ExclamationCircleFilled aria-hidden />
          <span>
            {column && (
              <span className={css.where}>
                {column}
                {colon}
              </span>
            )}
            {sayCode(code, locale)}{' '}
            {text && <span className={css.quiet}>{t(code === 'ROW_CELL_COUNT' ? 'cells' : 'found', { text })}</span>}
          </span>
        </li>
      ))}
      {row.cleaned.length > 0 && (
        <li className={css.problem}>
          <WarningFilled className={css.cleaned} aria-hidden />
          <span>{t('cleanedOf', { columns: row.cleaned.join(locale === 'en' ? ', ' : '、') })}</span>
        </li>
      )}
    </ul>
  )
}
