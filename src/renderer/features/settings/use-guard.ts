import type { Vault } from '@fieldfile/protocol'
import { useEffect, useState } from 'react'
import { useStatus } from '../../client/index.ts'

/** pin: with a keychain; passphrase: without one it is there anyway and cannot be taken off; unknown: no keychain answers. */
export type Guard = 'nothing' | 'pin' | 'passphrase' | 'unknown'

function guardOf({ keyFile, state }: Pick<Vault, 'keyFile' | 'state'>): Guard {
  if (!keyFile || state === 'locked' || state === 'changed') return 'unknown'
  if (!keyFile.pin) return 'nothing'
  return state === 'ok' ? 'pin' : 'passphrase'
}

const look = (): Promise<Guard> => window.fieldfile.call('vault.look', null).then(guardOf, () => 'unknown')

/** How the data on this computer is locked; null until main has said. */
export function useGuard(): { guard: Guard | null; again: () => Promise<void> } {
  const [guard, setGuard] = useState<Guard | null>(null)
  // Before the data was opened for the first time there is no key yet.
  const isOpen = useStatus((status) => status.phase === 'ready')
  useEffect(() => {
    if (isOpen) void look().then(setGuard)
  }, [isOpen])
  return { guard, again: () => look().then(setGuard) }
}
