import { paths, type Session } from '@fieldfile/protocol'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useStatus } from '../../client/index.ts'
import { FigureStrip, formatBytes, Page, Panel, useLocale } from '../../ui/index.ts'
import { BackupPanel } from './backup-panel.tsx'
import { CheckPanel } from './check-panel.tsx'
import { ForgetPanel } from './forget-panel.tsx'
import { UnsentPanel } from './unsent-panel.tsx'
import { useStorage, type Stored } from './use-storage.ts'

/** What this computer keeps: how much, whether it is whole, and how to get it out or rid of it. */
export default function StorageScreen() {
  const { t } = useTranslation('storage')
  const { waiting, refused } = useStatus()
  const { again, ...stored } = useStorage()
  const [session, setSession] = useState<Session | null>(null)
  useEffect(() => void window.fieldfile.call('session.current', null).then(setSession), [])
  const unsent = waiting + refused
  const { user } = session ?? {}
  return (
    <Page
      title={t('title')}
      subtitle={t('subtitle')}
      extra={<Link href={paths.ready}>{t('toReady')}</Link>}
      aside={
        user && (
          <>
            <UnsentPanel unsent={unsent} login={user.login} />
            <ForgetPanel unsent={unsent} name={user.name} />
          </>
        )
      }
    >
      <Sizes {...stored} />
      <CheckPanel onDone={again} />
      <BackupPanel backups={stored.backups} onDone={again} />
    </Page>
  )
}

function Sizes({ info, backups }: Stored) {
  const { t } = useTranslation('storage')
  const locale = useLocale()
  const bytes = (size: number | undefined) => (size === undefined ? '…' : formatBytes(size, locale))
  const { sizes, free } = info ?? {}
  return (
    <Panel title={t('sizes')} extra={`${t('free')} ${free === null ? t('unknown') : bytes(free)}`}>
      <FigureStrip
        figures={[
          { key: 'database', label: t('database'), value: bytes(sizes?.database), source: t('sourceDatabase') },
          { key: 'journal', label: t('journal'), value: bytes(sizes?.journal), source: t('sourceJournal') },
          {
            key: 'backups',
            label: t('backups'),
            value: bytes(sizes?.backups),
            source: t('sourceBackups', { count: backups?.length ?? 0 })
          },
          { key: 'other', label: t('other'), value: bytes(sizes?.other), source: t('sourceOther') }
        ]}
      />
    </Panel>
  )
}
