import type { IpcEvents } from '@fieldfile/protocol/ipc'

export interface AutoLockDeps {
  /** A PIN is on and the vault was opened since the last lock. */
  isOpen: () => boolean
  /** Minutes without input; 0: only with the computer. */
  afterMinutes: () => number
  idleSeconds: () => number
  lock(reason: IpcEvents['vault.lock']['reason']): void
}

/** How often the system is asked how long nobody has touched it. */
export const idleBeatMs = 10_000
export const usualLockMinutes = 10

/** Locks when the computer is left: put to sleep, locked itself, or not touched for a while. */
export function createAutoLock({ isOpen, afterMinutes, idleSeconds, lock }: AutoLockDeps) {
  const lockIfOpen = (reason: IpcEvents['vault.lock']['reason']): void => {
    if (isOpen()) lock(reason)
  }
  return {
    beat(): void {
      const minutes = afterMinutes()
      if (minutes > 0 && idleSeconds() >= minutes * 60) lockIfOpen('idle')
    },
    suspend: () => lockIfOpen('suspend'),
    lockScreen: () => lockIfOpen('lock-screen')
  }
}
