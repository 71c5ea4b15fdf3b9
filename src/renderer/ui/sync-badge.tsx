import { CloudOutlined, CloudSyncOutlined, CloudUploadOutlined, DisconnectOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { ProgressBar } from './progress-bar.tsx'
import css from './sync-badge.module.css'
import { useWords } from './words.ts'

export type SyncState = 'synced' | 'offline' | 'waiting' | 'conflicts' | 'syncing'

export interface SyncBadgeProps {
  state: SyncState
  /** When the last sync ended, already written: `1 min ago`, `18:42`. */
  at?: string
  waiting?: number
  conflicts?: number
  /** 0…1 while syncing. */
  progress?: number
  /** Without network, beside conflicts. */
  offline?: boolean
  onOpen?: () => void
}

const icons: Readonly<Record<SyncState, ReactNode>> = {
  synced: <CloudOutlined aria-hidden />,
  offline: <DisconnectOutlined aria-hidden />,
  waiting: <CloudUploadOutlined aria-hidden />,
  conflicts: <CloudUploadOutlined aria-hidden />,
  syncing: <CloudSyncOutlined aria-hidden />
}

/** Where this device stands with the server. Never in the way: it opens the sync page. */
export function SyncBadge({
  state,
  at,
  waiting = 0,
  conflicts = 0,
  progress,
  offline = false,
  onOpen
}: SyncBadgeProps) {
  const w = useWords()
  const text = [
    state === 'synced' && w('synced'),
    state === 'offline' && w('offline'),
    state === 'syncing' && (progress === undefined ? w('syncing') : `${w('syncing')} ${Math.round(progress * 100)} %`),
    conflicts > 0 && w('syncConflicts', { n: conflicts }),
    offline && state !== 'offline' && w('offlineToo'),
    at && state === 'offline' && w('syncedAt', { at }),
    waiting > 0 && w('syncWaiting', { n: waiting }),
    at && state !== 'offline' && state !== 'syncing' && at
  ].filter(Boolean)
  return (
    <button type="button" className={`${css.badge} ${css[state] ?? ''}`} onClick={onOpen} aria-live="polite">
      {icons[state]}
      {text.join(' · ')}
      {state === 'syncing' && progress !== undefined && (
        <span className={css.progress}>
          <ProgressBar value={progress} label={w('syncing')} />
        </span>
      )}
    </button>
  )
}
