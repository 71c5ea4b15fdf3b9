import { paths, type ImportRowView } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { DataTable, EmptyState, formatNumber, useLocale, type DataColumn } from '../../ui/index.ts'
import { AlikeList } from './alike-list.tsx'
import { sayCode } from './failure.ts'
import type { Places } from './import-queries.ts'
import css from './imports.module.css'
import { Notice } from './notice.tsx'
import { Problems } from './problems.tsx'
import { useRows, type Show } from './use-rows.ts'

interface RowsListProps {
  id: string
  show: Show
  version: number
  known: Places
}

/** The rows of one kind: number, company, and what happens with it or why it does not. */
export function RowsList({ id, show, version, known }: RowsListProps) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  const { rows, total, loading, code, more, retry } = useRows(id, show, version)
  const columns = useMemo(
    (): DataColumn<ImportRowView>[] => [
      { key: 'row', title: t('colRow'), width: 88, sortable: false, value: (row) => row.rowNo },
      {
        key: 'company',
        title: t('colCompany'),
        width: 300,
        sortable: false,
        value: (row) => row.title,
        render: (row) => <span className={css.rowTitle}>{row.title || t('noName')}</span>
      },
      {
        key: 'what',
        title: t('colWhat'),
        width: 520,
        sortable: false,
        value: (row) => row.outcome,
        render: (row) => <What row={row} />
      }
    ],
    [t]
  )
  if (code)
    return (
      <div className={css.inset}>
        <Notice tone="danger" actions={<Button onClick={retry}>{t('again')}</Button>}>
          {sayCode(code, locale)}
        </Notice>
      </div>
    )
  if (!rows) return null
  if (rows.length === 0) {
    const kind = show === 'all' ? 'create' : show
    return <EmptyState title={t(`emptyRows_${kind}`)} how={t('emptyRowsHow')} />
  }
  const left = total - rows.length
  return (
    <div className={loading ? css.busy : undefined} aria-busy={loading}>
      {show === 'alike' ? (
        <AlikeList rows={rows} known={known} />
      ) : (
        <DataTable<ImportRowView>
          label={t('show')}
          rows={rows}
          rowKey={(row) => String(row.rowNo)}
          columns={columns}
          filterText={false}
          height={330}
        />
      )}
      {left > 0 && (
        <div className={css.foot}>
          <button type="button" className={css.linkButton} onClick={more}>
            {t('moreRows', { n: formatNumber(Math.min(left, 200), locale) })}
          </button>
        </div>
      )}
    </div>
  )
}

/** What a row does, in the words of the person who decides. */
function What({ row }: { row: ImportRowView }) {
  const { t } = useTranslation('imports')
  const { match, outcome } = row
  const existing = match && (
    <>
      {outcome === 'update' ? t('fills', { name: '' }) : t('exists', { name: '' })}
      <Link href={paths.account(match.id)}>{match.title || t('noName')}</Link>
      <span className={css.quiet}> {t(`by_${match.by}`)}</span>
    </>
  )
  return (
    <>
      {outcome === 'create' && <span>{t('becomes')}</span>}
      {outcome === 'update' && (existing ?? t('joins'))}
      {outcome === 'skip' && (existing ?? t('repeats'))}
      <Problems row={row} />
    </>
  )
}
