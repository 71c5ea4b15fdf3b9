import { errors, type Backup } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { makeBackup, restoreBackup } from '../../client/index.ts'
import { Dialog, EmptyState, formatBytes, formatInstant, Panel, useLocale } from '../../ui/index.ts'
import { Said } from './said.tsx'
import css from './storage.module.css'
import { localZone, useNow } from './use-now.ts'
import { useSay } from './use-say.ts'

interface BackupPanelProps {
  backups: readonly Backup[] | null
  onDone: () => Promise<void>
}

/** Newest first. What cannot be restored says why, and offers nothing. */
export function BackupPanel({ backups, onDone }: BackupPanelProps) {
  const { t } = useTranslation('storage')
  const { tell, tellFailed } = useSay()
  const locale = useLocale()
  const [busy, setBusy] = useState(false)
  const [chosen, setChosen] = useState<Backup | null>(null)
  const now = useNow()
  const when = ({ at }: Backup) => (at > 0 ? formatInstant(at, locale, Math.max(now, at), localZone()) : '—')
  const act = async (step: () => Promise<string>) => {
    setBusy(true)
    await step().then(tell, tellFailed)
    setBusy(false)
    setChosen(null)
    await onDone()
  }
  const make = () => act(async () => t('made', { count: (await makeBackup()).lines }))
  const restore = ({ id }: Backup) => act(async () => t('restored', { count: await restoreBackup(id) }))
  return (
    <Panel title={t('backupsTitle')}>
      <div className={css.stack}>
        <p>{t('backupsHow')}</p>
        <div className={css.actions}>
          <Button disabled={busy} onClick={() => void make()}>
            {t('makeNow')}
          </Button>
        </div>
        {backups?.length === 0 && <EmptyState title={t('noBackups')} how={t('noBackupsHow')} />}
        {backups && backups.length > 0 && (
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">{t('backupAt')}</th>
                <th scope="col" className={css.number}>
                  {t('backupSize')}
                </th>
                <th scope="col">{t('backupLines')}</th>
                <th scope="col">
                  <span className={css.spoken}>{t('restore')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {backups.map((backup) => (
                <tr key={backup.id}>
                  <td>{when(backup)}</td>
                  <td className={css.number}>{formatBytes(backup.bytes, locale)}</td>
                  <td>
                    {backup.code ? (
                      <Said tone="warn">{errors[backup.code][locale === 'en' ? 'en' : 'zh']}</Said>
                    ) : (
                      t('lines', { count: backup.lines })
                    )}
                  </td>
                  <td className={css.end}>
                    {!backup.code && (
                      <Button
                        aria-label={t('restoreOf', { at: when(backup) })}
                        disabled={busy}
                        onClick={() => setChosen(backup)}
                      >
                        {t('restore')}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {chosen && (
        <Dialog
          open
          title={t('restoreOf', { at: when(chosen) })}
          onClose={() => setChosen(null)}
          footer={
            <>
              <Button onClick={() => setChosen(null)}>{t('cancel')}</Button>
              <Button type="primary" disabled={busy} onClick={() => void restore(chosen)}>
                {t('restore')}
              </Button>
            </>
          }
        >
          <p>{t('restoreHow')}</p>
        </Dialog>
      )}
    </Panel>
  )
}
