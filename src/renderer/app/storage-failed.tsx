import { errors, isErrorCode } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmIrreversible, EmptyState, Page, Panel, useLocale } from '../ui/index.ts'

export interface StorageFailedProps {
  code: string | null
  onReload: () => void
  onRebuild: () => void
}

/** The local store could not be opened. */
export function StorageFailed({ code, onReload, onRebuild }: StorageFailedProps) {
  const { t } = useTranslation('app')
  const locale = useLocale()
  const [asking, setAsking] = useState(false)
  const said = code !== 'STORAGE_FAILED' && isErrorCode(code) ? errors[code][locale === 'en' ? 'en' : 'zh'] : null
  return (
    <Page
      title={t('storageFailed')}
      // Another code says what else to do: a full disk or a key that is missing is not mended by deleting.
      extra={!said && <Button onClick={() => setAsking(true)}>{t('rebuildData')}</Button>}
    >
      <Panel>
        <EmptyState
          title={t('storageFailed')}
          how={said ?? t('storageFailedHow', { code: code ?? 'STORAGE_FAILED' })}
          action={{ label: t('reload'), onAct: onReload }}
        />
      </Panel>
      <ConfirmIrreversible
        open={asking}
        title={t('rebuildData')}
        consequence={t('rebuildDataWhat')}
        action={t('rebuildData')}
        onConfirm={onRebuild}
        onCancel={() => setAsking(false)}
      />
    </Page>
  )
}
