import { FieldfileError } from '@fieldfile/protocol/errors'
import type { KeyFile, Vault as VaultAnswer, VaultState } from '@fieldfile/protocol/ipc'
import type { Owner } from '../backup/format.ts'
import type { Keychain } from '../store/keychain.ts'
import { messageOf, type Log } from '../store/log.ts'
import type { SmallFile } from '../store/small-file.ts'
import type { Attempts } from './attempts.ts'
import { parseRecord, recordText, type KeyRecord } from './key-record.ts'
import { openSecret } from './secret.ts'

export interface VaultDeps {
  file: SmallFile
  attempts: Attempts
  keychain: Keychain
  random: (bytes: number) => Buffer
  /** The copy of the key record that the journal's headers hold. */
  copy: { read(): Promise<string | null>; renew(): Promise<void> }
  log: Log
}

/** Gives the worker what it needs to unwrap its key. It never sees the key, and a failure erases nothing. */
export interface Vault {
  look(): Promise<VaultAnswer>
  open(): Promise<VaultAnswer>
  opened(): Promise<void>
  save(keyFile: KeyFile): Promise<void>
  /** The key record as a header keeps it. */
  text(): string | null
  /** Who the backups of this place belong to; null where there is no key, or the keychain does not answer. */
  owner(place: string): Promise<Owner | null>
  /** A PIN is on, and it was opened since the last lock. */
  isOpenWithPin(): boolean
  /** The window was told to lock. */
  locked(): void
}

const secretBytes = 32

const without = (state: VaultState, keyFile: KeyFile | null): VaultAnswer => ({
  keyFile,
  secret: null,
  state,
  waitMs: 0
})

export function createVault({ file, attempts, keychain, random, copy, log }: VaultDeps): Vault {
  let record: KeyRecord | null = null
  let isOpen = false
  let last: Promise<unknown> = Promise.resolve()
  const inOrder = <T>(act: () => Promise<T>): Promise<T> => {
    const next = last.then(act)
    last = next.catch(() => undefined)
    return next
  }

  async function write(next: KeyRecord): Promise<void> {
    await file.write(recordText(next))
    record = next
    await renewCopy(next)
  }
  /** A copy that could not be written now is written at the next start: the key file alone decides. */
  async function renewCopy(of: KeyRecord): Promise<void> {
    try {
      if (of.keyFile && (await copy.read()) !== recordText(of)) await copy.renew()
    } catch (error) {
      log('vault.copy-not-renewed', { cause: messageOf(error) })
    }
  }

  /** `damaged`: something is there that nothing here can read, so nothing is put in its place. */
  async function load(): Promise<KeyRecord | null | 'damaged'> {
    if (record) return record
    const stored = await file.read()
    record = stored && parseRecord(stored.toString('utf8'))
    if (record) {
      await renewCopy(record)
      return record
    }
    const kept = await copy.read()
    record = kept === null ? null : parseRecord(kept)
    if (!record) return stored || kept !== null ? 'damaged' : null
    log('vault.restored-from-journal')
    await file.write(recordText(record))
    return record
  }

  async function make(isWanted: boolean): Promise<VaultAnswer> {
    const kind = await keychain.kind()
    if (kind !== 'ok' || !isWanted) return without(kind, null)
    const secret = random(secretBytes)
    const sealed = await keychain.seal(secret.toString('base64')).catch((error) => {
      log('vault.not-sealed', { cause: messageOf(error) })
      return null
    })
    if (!sealed) return without('locked', null)
    await write({ version: 1, secret: sealed.toString('base64'), keyFile: null })
    return { keyFile: null, secret: secret.toString('base64'), state: 'ok', waitMs: 0 }
  }

  /** The system has changed its key. Another time will do: the old form still opens. */
  async function sealAgain(found: KeyRecord, secret: Buffer): Promise<void> {
    try {
      const sealed = await keychain.seal(secret.toString('base64'))
      await write({ ...found, secret: sealed.toString('base64') })
      log('vault.sealed-again')
    } catch (error) {
      log('vault.not-sealed', { cause: messageOf(error) })
    }
  }

  async function look(isWanted: boolean): Promise<VaultAnswer> {
    const found = await load()
    if (found === 'damaged') return without('changed', null)
    if (!found) return make(isWanted)
    const { keyFile } = found
    const { secret, state, isOld } = await openSecret(found.secret, keychain)
    if (state === 'locked' || state === 'changed') {
      log('vault.not-opened', { state })
      return without(state, keyFile)
    }
    if (secret && isOld) await sealAgain(found, secret)
    if (!keyFile?.pin)
      return { ...without(state, keyFile), secret: isWanted && secret ? secret.toString('base64') : null }
    const waitMs = await attempts.wait(secret)
    if (!isWanted || waitMs > 0) return { ...without(state, keyFile), waitMs }
    // Counted before it is given: a program that is ended right after has had its attempt.
    await attempts.count(secret)
    return { ...without(state, keyFile), secret: secret?.toString('base64') ?? null }
  }

  const secretNow = async (): Promise<Buffer | null> => {
    const found = await load()
    return found && found !== 'damaged' ? (await openSecret(found.secret, keychain)).secret : null
  }

  return {
    look: () => inOrder(() => look(false)),
    open: () => inOrder(() => look(true)),
    opened: () =>
      inOrder(async () => {
        isOpen = true
        if (record?.keyFile?.pin) await attempts.reset(await secretNow())
      }),
    save: (keyFile) =>
      inOrder(async () => {
        const found = await load()
        const isMade = found !== null && found !== 'damaged'
        // With a keychain the key is wrapped by its secret, so there must be one.
        if (found === 'damaged' || (!isMade && (await keychain.protects()))) throw new FieldfileError('IPC_REFUSED')
        if (keyFile.pin) await attempts.reset(isMade ? await secretNow() : null)
        await write({ version: 1, secret: isMade ? found.secret : null, keyFile })
      }),
    text: () => record && recordText(record),
    owner: (place) =>
      inOrder(async () => {
        const found = await load()
        if (!found || found === 'damaged' || !found.keyFile) return null
        const { secret } = await openSecret(found.secret, keychain)
        return found.secret === null || secret ? { place, secret } : null
      }),
    isOpenWithPin: () => isOpen && (record?.keyFile?.pin ?? false),
    locked() {
      isOpen = false
    }
  }
}
