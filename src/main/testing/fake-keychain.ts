import { createKeychain, type Keychain } from '../store/keychain.ts'

export interface FakeKeychain extends Keychain {
  /** As a person, or a system, changes it. */
  mode: 'ok' | 'locked' | 'absent' | 'plain'
  /** Another key: what was sealed before does not open any more. */
  key: number
  /** A key of before that still opens, as after a change of the system's own. */
  olderKey: number | null
}

/** A keychain on Linux. What it seals is not readable, and says which key sealed it. */
export function fakeKeychain(): FakeKeychain {
  const state = { mode: 'ok' as FakeKeychain['mode'], key: 90, olderKey: null as number | null }
  const refuseWhereLocked = (): void => {
    if (state.mode === 'locked') throw new Error('the keychain is locked')
  }
  const keychain = createKeychain(
    {
      isAsyncEncryptionAvailable: async () => state.mode !== 'absent',
      getSelectedStorageBackend: () => (state.mode === 'plain' ? 'basic_text' : 'gnome_libsecret'),
      async encryptStringAsync(text) {
        refuseWhereLocked()
        return Buffer.from([state.key, ...Buffer.from(text).map((byte) => byte ^ state.key)])
      },
      async decryptStringAsync(sealed) {
        refuseWhereLocked()
        const key = sealed[0]
        if (key === undefined || ![state.key, state.olderKey].includes(key)) throw new Error('another key')
        const text = Buffer.from(sealed.subarray(1).map((byte) => byte ^ key)).toString()
        return { result: text, shouldReEncrypt: key !== state.key }
      }
    },
    'linux'
  )
  return Object.assign(state, keychain)
}
