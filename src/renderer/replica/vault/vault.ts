import type { Vault as Looked } from '@fieldfile/protocol'
import type { Lock } from '../messages.ts'
import {
  blobKeys,
  makeWrapper,
  newKeyring,
  openKeyFile,
  rotated,
  withOnly,
  wrapWith,
  type Keyring,
  type Wrapper
} from './keyring.ts'
import type { AskMain } from './main.ts'
import { createSealer, Unreadable, type Sealer } from './sealer.ts'

export interface Open {
  sealer: Sealer
  /** A PIN or passphrase is on: leaving the computer locks. */
  lockable: boolean
}
/** What is open now. */
interface Held {
  ring: Keyring
  wrapper: Wrapper
  sealer: Sealer
}
export type Outcome = { open: Open; lock: null } | { open: null; lock: Lock }

const locked = (needs: Lock['needs'], code: string | null = null, waitMs = 0): Outcome => ({
  open: null,
  lock: { needs, code, waitMs }
})
const isSafe = (state: Looked['state']): boolean => state === 'ok'

/**
 * The way to the data key: what the keychain alone opens is opened at once, for everything else a person is asked. There is no
 * way around: where nothing protects a key, a passphrase is chosen (SECURITY, "Encryption at rest").
 */
export class Vault {
  readonly #ask: AskMain
  readonly #now: () => number
  #held: Held | null = null
  #queue: Promise<unknown> = Promise.resolve()

  constructor(ask: AskMain, now: () => number = Date.now) {
    this.#ask = ask
    this.#now = now
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

  /**
   * Puts a PIN on, changes it, or takes it off; not null: the old one was wrong, or a key would be left without a lock. With it
   * comes a new key: whoever has an old copy of the key file and knows the old PIN reads nothing that is written from now on.
   */
  changePin(old: string | null, pin: string | null): Promise<Lock | null> {
    return this.#alone(() => this.#changePin(old, pin))
  }
  /** A new key for what is written from now on. The old one stays as long as something needs it. */
  rotate(): Promise<void> {
    return this.#replace((ring) => rotated(ring, this.#now()))
  }
  /** Lets go of every key but the current one and these. */
  keepOnly(needed: ReadonlySet<string>): Promise<void> {
    return this.#replace((ring) => withOnly(ring, needed))
  }
  /** How old the current key is, and how many older ones something may still need. Null where nothing is open. */
  info(): { ageMs: number; older: number } | null {
    const held = this.#held
    return held && { ageMs: Math.max(0, this.#now() - held.ring.since), older: held.ring.keys.size - 1 }
  }
  /** Forgets the key. */
  close(): void {
    if (this.#held) void this.#ask('blobs.lock', null).catch(() => {})
    this.#held = null
  }

  /** Main keeps no key: what it needs for photos and files it is given while the data is open. */
  #giveBlobKeys = async (ring: Keyring): Promise<void> => {
    await this.#ask('blobs.unlock', await blobKeys(ring)).catch(() => {})
  }

  #replace(change: (ring: Keyring) => Keyring): Promise<void> {
    return this.#alone(async () => {
      const held = this.#held
      if (!held) return
      await this.#keep(held, change(held.ring), held.wrapper)
    })
  }
  /** On the disk before anything is sealed with it. */
  async #keep(held: Held, ring: Keyring, wrapper: Wrapper): Promise<void> {
    await this.#ask('vault.save', { keyFile: await wrapWith(wrapper, ring) })
    await held.sealer.use(ring)
    Object.assign(held, { ring, wrapper })
    await this.#giveBlobKeys(ring)
  }
  #alone<T>(step: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(step)
    this.#queue = result.catch(() => {})
    return result
  }

  async #changePin(old: string | null, pin: string | null): Promise<Lock | null> {
    const { keyFile, secret, state, waitMs } = await this.#ask('vault.open', null)
    const needs = isSafe(state) ? 'pin' : 'passphrase'
    if (waitMs > 0) return { needs, code: 'PIN_WAIT', waitMs }
    if (!keyFile || (secret === null && pin === null)) return { needs, code: 'PIN_WRONG', waitMs: 0 }
    try {
      const { ring } = await openKeyFile(keyFile, { secret, pin: old })
      const held = this.#held ?? { ring, sealer: await createSealer(ring) }
      await this.#keep(held as Held, rotated(ring, this.#now()), await makeWrapper({ secret, pin }))
      await this.#ask('vault.opened', null)
      return null
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      return { needs, code: 'PIN_WRONG', waitMs: (await this.#ask('vault.look', null)).waitMs }
    }
  }

  async #opened(ring: Keyring, wrapper: Wrapper): Promise<Outcome> {
    const sealer = await createSealer(ring)
    this.#held = { ring, wrapper, sealer }
    await this.#giveBlobKeys(ring)
    return { open: { sealer, lockable: wrapper.head.pin }, lock: null }
  }

  async #create(passphrase: string | null): Promise<Outcome> {
    const { keyFile, secret } = await this.#ask('vault.open', null)
    if (keyFile) return this.#open(passphrase)
    if (secret === null && passphrase === null) return locked('keychain', 'KEYCHAIN_LOCKED')
    const ring = newKeyring(this.#now())
    const wrapper = await makeWrapper({ secret, pin: passphrase })
    await this.#ask('vault.save', { keyFile: await wrapWith(wrapper, ring) })
    await this.#ask('vault.opened', null)
    return this.#opened(ring, wrapper)
  }

  async #open(pin: string | null): Promise<Outcome> {
    const { keyFile, secret, state, waitMs } = await this.#ask('vault.open', null)
    const needs = isSafe(state) ? 'pin' : 'passphrase'
    if (waitMs > 0) return locked(needs, 'PIN_WAIT', waitMs)
    if (state === 'locked') return locked('keychain', 'KEYCHAIN_LOCKED')
    if (!keyFile || state === 'changed') return locked('signIn', 'KEYCHAIN_CHANGED')
    try {
      const { ring, wrapper } = await openKeyFile(keyFile, { secret, pin })
      await this.#ask('vault.opened', null)
      return await this.#opened(ring, wrapper)
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      // Not a wrong PIN, and nothing that trying again would change.
      if (error.why === 'newer') throw error
      if (!keyFile.pin) return locked('signIn', 'KEYCHAIN_CHANGED')
      return locked(needs, 'PIN_WRONG', (await this.#ask('vault.look', null)).waitMs)
    }
  }
}
