// `safeStorage` over a key file in userData. Deleting that file is what a changed keychain looks like.
// STANDIN_KEYCHAIN, read at every call: unset = a keychain; basic_text = only obfuscation, as on a Linux without one;
// locked = it is there and refuses; absent = no encryption at all.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app } from './app.mjs'
import { state } from './state.mjs'
import { strict } from './strict.mjs'

const version = Buffer.from('v11')
const nonceBytes = 12
const tagBytes = 16

const mode = () => process.env.STANDIN_KEYCHAIN ?? ''
const available = () => state.ready && mode() !== 'absent'

function keyFor(call) {
  if (!available()) throw new Error(`Error while ${call}: encryption is not available.`)
  if (mode() === 'locked') throw new Error(`Error while ${call}: the keychain is locked.`)
  const file = join(app.getPath('userData'), 'standin-key')
  if (!existsSync(file)) {
    mkdirSync(app.getPath('userData'), { recursive: true })
    writeFileSync(file, randomBytes(32), { mode: 0o600 })
  }
  return readFileSync(file)
}

function encrypt(text, call) {
  if (typeof text !== 'string') throw new TypeError(`Error while ${call}: not a string.`)
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', keyFor(call), nonce)
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([version, nonce, cipher.getAuthTag(), body])
}

function decrypt(encrypted, call) {
  const key = keyFor(call)
  const parts = encrypted.subarray(version.length)
  const decipher = createDecipheriv('aes-256-gcm', key, parts.subarray(0, nonceBytes), { authTagLength: tagBytes })
  try {
    if (!encrypted.subarray(0, version.length).equals(version)) throw new Error('unknown version')
    decipher.setAuthTag(parts.subarray(nonceBytes, nonceBytes + tagBytes))
    return decipher.update(parts.subarray(nonceBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8')
  } catch (cause) {
    throw new Error(`Error while ${call}.`, { cause })
  }
}

export const safeStorage = strict(
  {
    isEncryptionAvailable: available,
    isAsyncEncryptionAvailable: async () => available(),
    encryptString: (text) => encrypt(text, 'encrypting the text provided to safeStorage.encryptString'),
    decryptString: (bytes) => decrypt(bytes, 'decrypting the ciphertext provided to safeStorage.decryptString'),
    encryptStringAsync: async (text) => encrypt(text, 'encrypting the text provided to safeStorage.encryptStringAsync'),
    decryptStringAsync: async (bytes) => ({
      result: decrypt(bytes, 'decrypting the ciphertext provided to safeStorage.decryptStringAsync'),
      shouldReEncrypt: false
    }),
    getSelectedStorageBackend() {
      if (!available()) return 'unknown'
      return mode() === 'basic_text' ? 'basic_text' : 'gnome_libsecret'
    },
    setUsePlainTextEncryption() {}
  },
  'safeStorage'
)
