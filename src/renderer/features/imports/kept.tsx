import { paths, type ImportBatchView } from '@fieldfile/protocol'
import { fieldLabel } from '@fieldfile/domain/identity/labels'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { DataTable, Panel, formatNumber, useLocale, type DataColumn } from '../../ui/index.ts'
import { entityWord } from './fields.ts'
import css from './imports.module.css'

type KeptItem = NonNullable<ImportBatchView['kept']>[number]

/** After an undo: what somebody has worked on since, and so stays. */
export function Kept({ view }: { view: ImportBatchView }) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  const [, navigate] = useLocation()
  const kept = view.kept ?? []
  const columns = useMemo(
    (): DataColumn<KeptItem>[] => [
      { key: 'name', title: t('colName'), width: 300, value: ({ title }) => title || t('noName') },
      { key: 'kind', title: t('colKind'), width: 120, value: ({ type }) => entityWord(type, locale) },
      {
        key: 'what',
        title: t('colKept'),
        width: 240,
        value: ({ type, field }) => (field ? fieldLabel(type, field, locale) : t('keptRecord'))
      }
    ],
    [t, locale]
  )
  return (
    <>
      <Panel>
        <div className={css.result}>
          <h2 className={css.resultTitle}>{t('reverted')}</h2>
          <p>
            {kept.length === 0
              ? t('revertedAll')
              : t('revertedSome', { count: kept.length, n: formatNumber(kept.length, locale) })}{' '}
            {t('undoAgain')}
          </p>
          <div className={css.buttons}>
            <Button type="primary" onClick={() => navigate(paths.imports)}>
              {t('importAgain')}
            </Button>
          </div>
        </div>
      </Panel>
      {kept.length > 0 && (
        <Panel flush title={t('keptTitle')} extra={formatNumber(kept.length, locale)}>
          <DataTable<KeptItem>
            label={t('keptTitle')}
            rows={kept}
            rowKey={({ type, id, field }) => `${type}/${id}/${field ?? ''}`}
            columns={columns}
            filterText={false}
            onOpen={({ id }) => navigate(paths.record(id))}
          />
        </Panel>
      )}
    </>
  )
}
