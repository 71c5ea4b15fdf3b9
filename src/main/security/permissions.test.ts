import { expect, test } from 'vitest'
import { securityExpectations } from './expectations.ts'
import { isPermitted } from './permissions.ts'

const origin = securityExpectations.origin
const ask = (permission: string, more = {}) =>
  isPermitted({ permission, from: `${origin}/index.html`, isMainFrame: true, isFocused: true, ...more }, origin)

test('storage that stays is granted, devices only in a focused window', () => {
  expect(ask('persistent-storage', { isFocused: false })).toBe(true)
  for (const device of ['media', 'geolocation']) {
    expect(ask(device)).toBe(true)
    expect(ask(device, { isFocused: false })).toBe(false)
  }
})

test.each(securityExpectations.deniedPermissions)('%s is denied', (permission) => {
  expect(ask(permission)).toBe(false)
})

test.each([
  { isMainFrame: false },
  { from: 'https://example.com/' },
  { from: 'app://bundle.example.com/' },
  { from: 'app://other/' },
  { from: '' }
])('nothing for %o', (who) => {
  expect(ask('persistent-storage', who)).toBe(false)
})
