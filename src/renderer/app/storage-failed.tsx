import { useTranslation } from 'react-i18next'
import { errors, isErrorCode } from '@fieldfile/protocol'
import { EmptyState, Page, Panel, useLocale } from '../ui/index.ts'

/** The local store could not be opened. */
export function StorageFailed({ code, onReload }: { code: string | null; onReload: () => void }) {
  const { t } = useTranslation('app')
  const locale = useLocale()
  const said = code !== 'STORAGE_FAILED' && isErrorCode(code) ? errors[code][locale === 'en' ? 'en' : 'zh'] : null
  return (
    <Page title={t('storageFailed')}>
      <Panel>
        <EmptyState
          title={t('storageFailed')}
          how={said ?? t('storageFailedHow', { code: code ?? 'STORAGE_FAILED' })}
          action={{ label: t('reload'), onAct: onReload }}
        />
      </Panel>
    </Page>
  )
}
