import { paths } from '@fieldfile/protocol'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useQuery } from '../../client/index.ts'
import {
  DataTable,
  StatusTag,
  formatBytes,
  formatInstant,
  useLocale,
  type DataColumn,
  type Locale,
  type Tone
} from '../../ui/index.ts'
import { useMinute } from '../../ui/record/index.ts'
import { places, type PastImport } from './import-queries.ts'
import css from './imports.module.css'

const tones: Readonly<Record<PastImport['state'], Tone>> = {
  uploaded: 'warn',
  mapped: 'warn',
  committed: 'ok',
  reverted: 'neutral'
}

const sizeOf = (bytes: number, locale: Locale) => <span className={css.quiet}>{formatBytes(bytes, locale)}</span>

export function PastImports({ rows, zone, note }: { rows: readonly PastImport[]; zone: string; note: string | null }) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  const now = useMinute()
  const [, navigate] = useLocation()
  const { data } = useQuery(places, null)
  const columns = useMemo((): DataColumn<PastImport>[] => {
    const who = (id: string): string => {
      const user = data?.users[id]
      return (locale === 'en' ? (user?.nameEn ?? user?.name) : user?.name) ?? '—'
    }
    const count = (key: 'rows' | 'created' | 'updated' | 'errors', word: string): DataColumn<PastImport> => ({
      key,
      title: word,
      width: 76,
      numeric: true,
      value: (row) => row.counts?.[key]
    })
    return [
      {
        key: 'file',
        title: t('colFile'),
        width: 260,
        value: (row) => row.fileName,
        flag: ({ fileSize }) => sizeOf(fileSize, locale)
      },
      {
        key: 'state',
        title: t('colState'),
        width: 116,
        value: (row) => t(`state_${row.state}`),
        render: (row) => <StatusTag tone={tones[row.state]}>{t(`state_${row.state}`)}</StatusTag>
      },
      {
        key: 'when',
        title: t('colWhen'),
        width: 132,
        value: (row) => row.createdAt,
        render: (row) => formatInstant(row.createdAt, locale, now, zone)
      },
      { key: 'who', title: t('colWho'), width: 96, value: (row) => who(row.createdBy) },
      count('rows', t('colRows')),
      count('created', t('colCreated')),
      count('updated', t('colUpdated')),
      count('errors', t('colErrors'))
    ]
  }, [t, locale, now, zone, data])
  return (
    <DataTable<PastImport>
      label={t('title')}
      rows={rows}
      rowKey={(row) => row.id}
      columns={columns}
      filterText={rows.length > 10 ? (row) => row.fileName : false}
      extra={note && <span className={css.quiet}>{note}</span>}
      onOpen={(row) => navigate(paths.import(row.id))}
    />
  )
}
