import { paths, type ImportRowView } from '@fieldfile/protocol'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useQuery } from '../../client/index.ts'
import { formatPercent, formatPhone, useLocale } from '../../ui/index.ts'
import { known as knownAccounts, type Places } from './import-queries.ts'
import css from './imports.module.css'

/** New companies beside the one they are like: the file's at the left, ours at the right. */
export function AlikeList({ rows, known }: { rows: readonly ImportRowView[]; known: Places }) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  const ids = [...new Set(rows.flatMap(({ match }) => (match ? [match.id] : [])))]
  const { data: accounts = [] } = useQuery(knownAccounts, { ids })
  const byId = new Map(accounts.map((account) => [account.id, account]))
  const factsOf = (id: string): string => {
    const account = byId.get(id)
    if (!account) return t('notHere')
    const user = account.ownerId ? known.users[account.ownerId] : undefined
    const owner = locale === 'en' ? (user?.nameEn ?? user?.name) : user?.name
    return [
      account.code,
      account.city,
      account.phone && formatPhone(account.phone, locale),
      owner && t('owner', { name: owner })
    ]
      .filter(Boolean)
      .join(' · ')
  }
  return (
    <ul className={css.alikeList}>
      {rows.map(
        ({ rowNo, title, match }) =>
          match && (
            <li key={rowNo} className={css.alike}>
              <div>
                <div className={css.alikeName}>{title}</div>
                <div className={css.quiet}>
                  {t('inFile')} · {t('rowNo', { n: rowNo })}
                </div>
              </div>
              <div className={`${css.quiet} ${css.alikeMiddle}`}>
                {match.by === 'name'
                  ? t('likeness', { n: formatPercent(match.score, locale, { digits: 0 }) })
                  : t(`by_${match.by}`)}
              </div>
              <div>
                <Link className={css.alikeName} href={paths.account(match.id)}>
                  {match.title || t('noName')}
                </Link>
                <div className={css.quiet}>
                  {t('alreadyThere')}
                  {factsOf(match.id) && ` · ${factsOf(match.id)}`}
                </div>
              </div>
            </li>
          )
      )}
    </ul>
  )
}
