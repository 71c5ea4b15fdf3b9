import type { VaultState } from '@fieldfile/protocol/ipc'
import type { Keychain } from '../store/keychain.ts'

/** Opens the sealed secret, or says why not. Null sealed: a passphrase stands in for it. */
export async function openSecret(
  sealed: string | null,
  keychain: Keychain
): Promise<{ secret: Buffer | null; state: VaultState; isOld?: boolean }> {
  const kind = await keychain.kind()
  // A key that was made with a passphrase keeps it, also where a keychain has come since.
  if (sealed === null) return { secret: null, state: kind === 'ok' ? 'plain' : kind }
  // A keychain sealed it: it is not gone, only not there now.
  if (kind !== 'ok') return { secret: null, state: 'locked' }
  try {
    const { text, isOld } = await keychain.unseal(Buffer.from(sealed, 'base64'))
    return { secret: Buffer.from(text, 'base64'), state: 'ok', isOld }
  } catch {
    return { secret: null, state: (await works(keychain)) ? 'changed' : 'locked' }
  }
}

/** Electron does not tell a keychain that is locked from one that has changed; what it seals now does. */
async function works(keychain: Keychain): Promise<boolean> {
  const probe = 'fieldfile'
  try {
    return (await keychain.unseal(await keychain.seal(probe))).text === probe
  } catch {
    return false
  }
}
