import { useTranslation } from 'react-i18next'
import { EmptyState, Page, Panel } from '../ui/index.ts'

/** The local store could not be opened. */
export function StorageFailed({ code, onReload }: { code: string | null; onReload: () => void }) {
  const { t } = useTranslation('app')
  return (
    <Page title={t('storageFailed')}>
      <Panel>
        <EmptyState
          title={t('storageFailed')}
          how={t('storageFailedHow', { code: code ?? 'STORAGE_FAILED' })}
          action={{ label: t('reload'), onAct: onReload }}
        />
      </Panel>
    </Page>
  )
}
