import { describe, expect, test } from 'vitest'
import { toBase64 } from './bytes.ts'
import { newKeyring, rotated, unwrap, withOnly, wrap } from './keyring.ts'
import { createSealer } from './sealer.ts'

const secret = toBase64(crypto.getRandomValues(new Uint8Array(32)))
const sealer = await createSealer(newKeyring())
const value = { name: '重庆长安', list: [1, null, 'é'] }

describe('a value on disk', () => {
  test.each([{ deflate: false }, { deflate: true }])('comes back as it was: %o', async (how) => {
    const sealed = await sealer.seal('hot', 'k', value, how)
    expect(await sealer.open('hot', 'k', sealed)).toEqual(value)
    expect(new TextDecoder().decode(sealed)).not.toContain('重庆')
  })
  test('the same value twice looks different; a name looks the same and says nothing', async () => {
    expect(await sealer.seal('hot', 'k', value)).not.toEqual(await sealer.seal('hot', 'k', value))
    expect(sealer.opaque('account/1')).toBe(sealer.opaque('account/1'))
    expect(sealer.opaque('account/1')).not.toBe(sealer.opaque('account/2'))
    const other = await createSealer(newKeyring())
    expect(other.opaque('account/1')).not.toBe(sealer.opaque('account/1'))
  })
  test('one bit changed anywhere is noticed', async () => {
    const sealed = await sealer.seal('hot', 'k', value)
    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.slice()
      changed[at]! ^= 1 << (at % 8)
      await expect(sealer.open('hot', 'k', changed), `byte ${at}`).rejects.toMatchObject({ name: 'Unreadable' })
    }
    await expect(sealer.open('hot', 'k', sealed.slice(0, 20))).rejects.toMatchObject({ why: 'damaged' })
  })
  test('in the place of another it does not open', async () => {
    const sealed = await sealer.seal('hot', 'k', value)
    await expect(sealer.open('hot', 'l', sealed)).rejects.toMatchObject({ why: 'damaged' })
    await expect(sealer.open('history', 'k', sealed)).rejects.toMatchObject({ why: 'damaged' })
  })
  test('nor with another key', async () => {
    const sealed = await sealer.seal('hot', 'k', value)
    await expect((await createSealer(newKeyring())).open('hot', 'k', sealed)).rejects.toMatchObject({ why: 'key' })
  })
})

describe('the key file', () => {
  test('opens with the secret it was made with, and with no other', async () => {
    const ring = newKeyring()
    const file = await wrap(ring, { secret, pin: null })
    expect(await unwrap(file, { secret, pin: null })).toEqual(ring)
    const wrong = toBase64(new Uint8Array(32))
    await expect(unwrap(file, { secret: wrong, pin: null })).rejects.toMatchObject({ why: 'key' })
    await expect(unwrap(file, { secret: null, pin: null })).rejects.toMatchObject({ why: 'key' })
  })
  test('a PIN is needed as well as the secret; digits typed in full width are the same digits', async () => {
    const ring = newKeyring()
    const file = await wrap(ring, { secret, pin: '482913' })
    expect(file).toMatchObject({ pin: true, argon: { m: 19_456, t: 2, p: 1 } })
    expect(await unwrap(file, { secret, pin: '４８２９１３' })).toEqual(ring)
    await expect(unwrap(file, { secret, pin: '482914' })).rejects.toMatchObject({ why: 'key' })
    await expect(unwrap(file, { secret: null, pin: '482913' })).rejects.toMatchObject({ why: 'key' })
    await expect(unwrap({ ...file, pin: false, argon: null }, { secret, pin: null })).rejects.toMatchObject({
      why: 'key'
    })
  })
  test('without a keychain a passphrase alone opens it; without either there is no file', async () => {
    const ring = newKeyring()
    const file = await wrap(ring, { secret: null, pin: 'correct horse' })
    expect(await unwrap(file, { secret: null, pin: 'correct horse' })).toEqual(ring)
    await expect(wrap(ring, { secret: null, pin: null })).rejects.toBeInstanceOf(Error)
  })
  test('a new key opens what the old one closed, until the old one is let go', async () => {
    const old = newKeyring()
    const sealed = await (await createSealer(old)).seal('hot', 'k', value)
    const ring = rotated(old)
    const both = await createSealer(ring)
    expect(await both.open('hot', 'k', sealed)).toEqual(value)
    expect(both.opaque('x')).toBe((await createSealer(old)).opaque('x'))
    const fresh = await both.seal('hot', 'k', value)
    const without = await createSealer(withOnly(ring, new Set()))
    expect(await without.open('hot', 'k', fresh)).toEqual(value)
    await expect(without.open('hot', 'k', sealed)).rejects.toMatchObject({ why: 'key' })
  })
})
