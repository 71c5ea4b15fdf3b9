import type { SafeStorage } from 'electron'
import type { SmallFile } from './small-file.ts'

type Storage = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>

export interface Keychain {
  /** absent: the system has none; plain: it only hides the text (Linux `basic_text`). */
  kind(): Promise<'ok' | 'absent' | 'plain'>
  /** False where it is absent or plain. */
  protects(): Promise<boolean>
  seal(text: string): Promise<Buffer>
  /** Throws where the keychain is locked or has changed. */
  unseal(sealed: Buffer): Promise<Unsealed>
}

interface Unsealed {
  text: string
  /** The system has a newer key of its own: the text is to be sealed again. */
  isOld: boolean
}

export function createKeychain(storage: Storage, platform: NodeJS.Platform): Keychain {
  async function kind(): Promise<'ok' | 'absent' | 'plain'> {
    if (!(await storage.isAsyncEncryptionAvailable())) return 'absent'
    const isPlain = platform === 'linux' && ['basic_text', 'unknown'].includes(storage.getSelectedStorageBackend())
    return isPlain ? 'plain' : 'ok'
  }
  return {
    kind,
    protects: async () => (await kind()) === 'ok',
    seal: (text) => storage.encryptStringAsync(text),
    async unseal(sealed) {
      const { result, shouldReEncrypt } = await storage.decryptStringAsync(sealed)
      return { text: result, isOld: shouldReEncrypt }
    }
  }
}

/** A file that only this user's keychain opens. There is no plain-text form of it. */
export interface SealedFile {
  /** Null where there is none. Throws where it is there and cannot be opened now: never a reason to erase it. */
  read(): Promise<unknown>
  /** False, and nothing written, where the keychain offers no protection. */
  write(value: unknown): Promise<boolean>
  remove(): Promise<void>
}

export function sealedFile(file: SmallFile, keychain: Keychain): SealedFile {
  const writeSealed = async (text: string): Promise<void> => file.write(await keychain.seal(text))
  return {
    async read() {
      const sealed = await file.read()
      if (!sealed || !(await keychain.protects())) return null
      const { text, isOld } = await keychain.unseal(sealed)
      // Another time will do: the old form still opens.
      if (isOld) await writeSealed(text).catch(() => undefined)
      return JSON.parse(text)
    },
    async write(value) {
      if (!(await keychain.protects())) return false
      await writeSealed(JSON.stringify(value))
      return true
    },
    remove: () => file.remove()
  }
}
