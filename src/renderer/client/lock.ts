import type { KeyInfo, Lock } from '../replica/messages.ts'
import { request } from './connection.ts'

export { lockNow } from './connection.ts'

/** Opens the data with the PIN or passphrase. Null: it is open; otherwise why not. */
export const unlock = (pin: string): Promise<Lock | null> => request({ t: 'unlock', pin })

/** Asks the keychain again; `renew` after signing in again because it was replaced: starts with a new key. */
export const tryVault = (renew = false): Promise<Lock | null> => request({ t: 'tryVault', renew })

/** Sets, changes or (null) removes the PIN. Null: done; otherwise why not. */
export const changePin = (old: string | null, pin: string | null): Promise<Lock | null> =>
  request({ t: 'changePin', old, pin })

/** A new data key for what is written from now on; what is there is sealed anew in the background. Null: nothing is open. */
export const rotateKey = (): Promise<KeyInfo | null> => request({ t: 'rotateKey' })
/** Null where nothing is open. */
export const keyInfo = (): Promise<KeyInfo | null> => request({ t: 'keyInfo' })
