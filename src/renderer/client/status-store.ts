import { createStore } from 'zustand'
import type { Status } from '../replica/messages.ts'

export const statusStore = createStore<Status>(() => ({
  phase: 'starting',
  waiting: 0,
  refused: 0,
  conflicts: 0,
  progress: null,
  net: { phase: 'offline', code: null, nextAt: null, lastSyncAt: null, clockOffset: 0 },
  error: null
}))

export const setStatus = (status: Status): void => statusStore.setState(status, true)

/** When this device last held everything: main knows of this run only, the worker also of those before it. */
export const lastSyncOf = ({ net, completedAt }: Pick<Status, 'net' | 'completedAt'>): number | null =>
  net.lastSyncAt ?? completedAt ?? null
