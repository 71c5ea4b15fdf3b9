import type { KeyFile, Vault as Looked } from '@fieldfile/protocol'
import type { Lock } from '../messages.ts'
import { newKeyring, rotated, unwrap, wrap, type Keyring } from './keyring.ts'
import type { AskMain } from './main.ts'
import { createSealer, Unreadable, type Sealer } from './sealer.ts'

export interface Open {
  sealer: Sealer
  /** A PIN or passphrase is on: leaving the computer locks. */
  lockable: boolean
}
export type Outcome = { open: Open; lock: null } | { open: null; lock: Lock }

const locked = (needs: Lock['needs'], code: string | null = null, waitMs = 0): Outcome => ({
  open: null,
  lock: { needs, code, waitMs }
})
const opened = async (ring: Keyring, file: KeyFile): Promise<Outcome> => ({
  open: { sealer: await createSealer(ring), lockable: file.pin },
  lock: null
})
const isSafe = (state: Looked['state']): boolean => state === 'ok'

/**
 * The way to the data key: what the keychain alone opens is opened at once, for everything else a person is asked. There is no
 * way around: where nothing protects a key, a passphrase is chosen (SECURITY, "Encryption at rest").
 */
export class Vault {
  readonly #ask: AskMain

  constructor(ask: AskMain) {
    this.#ask = ask
  }

  /** @param renew after signing in again where the keychain was replaced: a new key, the old files set aside */
  async begin(renew = false): Promise<Outcome> {
    const looked = await this.#ask(renew ? 'vault.renew' : 'vault.look', null)
    const { keyFile, state, waitMs } = looked
    if (state === 'locked') return locked('keychain', 'KEYCHAIN_LOCKED')
    if (state === 'changed') return locked('signIn', 'KEYCHAIN_CHANGED')
    if (!keyFile) return isSafe(state) ? this.#create(null) : locked('newPassphrase')
    if (keyFile.pin) return locked(isSafe(state) ? 'pin' : 'passphrase', null, waitMs)
    // Made with a keychain that protects nothing any more.
    if (!isSafe(state)) return locked('signIn', 'KEYCHAIN_CHANGED')
    return this.#open(null)
  }

  /** With what a person typed: the PIN, the passphrase, or the new passphrase where there is no key yet. */
  async unlock(pin: string): Promise<Outcome> {
    const { keyFile, state } = await this.#ask('vault.look', null)
    if (keyFile) return this.#open(pin)
    return this.#create(isSafe(state) ? null : pin)
  }

  /** Puts a PIN on, changes it, or takes it off. False: the old one was wrong, or a key would be left without a lock. */
  changePin(old: string | null, pin: string | null): Promise<Lock | null> {
    return this.#rewrap(old, pin, (ring) => ring)
  }
  /** A new key for what is written from now on. The old one stays as long as something needs it. */
  rotate(pin: string | null): Promise<Lock | null> {
    return this.#rewrap(pin, pin, rotated)
  }

  async #rewrap(old: string | null, pin: string | null, change: (ring: Keyring) => Keyring): Promise<Lock | null> {
    const { keyFile, secret, state, waitMs } = await this.#ask('vault.open', null)
    const needs = isSafe(state) ? 'pin' : 'passphrase'
    if (waitMs > 0) return { needs, code: 'PIN_WAIT', waitMs }
    if (!keyFile || (secret === null && pin === null)) return { needs, code: 'PIN_WRONG', waitMs: 0 }
    try {
      const ring = await unwrap(keyFile, { secret, pin: old })
      await this.#ask('vault.save', { keyFile: await wrap(change(ring), { secret, pin }) })
      await this.#ask('vault.opened', null)
      return null
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      return { needs, code: 'PIN_WRONG', waitMs: (await this.#ask('vault.look', null)).waitMs }
    }
  }

  async #create(passphrase: string | null): Promise<Outcome> {
    const { keyFile, secret } = await this.#ask('vault.open', null)
    if (keyFile) return this.#open(passphrase)
    if (secret === null && passphrase === null) return locked('keychain', 'KEYCHAIN_LOCKED')
    const ring = newKeyring()
    const made = await wrap(ring, { secret, pin: passphrase })
    await this.#ask('vault.save', { keyFile: made })
    await this.#ask('vault.opened', null)
    return opened(ring, made)
  }

  async #open(pin: string | null): Promise<Outcome> {
    const { keyFile, secret, state, waitMs } = await this.#ask('vault.open', null)
    const needs = isSafe(state) ? 'pin' : 'passphrase'
    if (waitMs > 0) return locked(needs, 'PIN_WAIT', waitMs)
    if (state === 'locked') return locked('keychain', 'KEYCHAIN_LOCKED')
    if (!keyFile || state === 'changed') return locked('signIn', 'KEYCHAIN_CHANGED')
    try {
      const ring = await unwrap(keyFile, { secret, pin })
      await this.#ask('vault.opened', null)
      return await opened(ring, keyFile)
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      if (!keyFile.pin) return locked('signIn', 'KEYCHAIN_CHANGED')
      return locked(needs, 'PIN_WRONG', (await this.#ask('vault.look', null)).waitMs)
    }
  }
}
