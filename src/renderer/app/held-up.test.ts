import { expect, test } from 'vitest'
import { heldUpBy } from './held-up.ts'

test.each([
  ['blocked', 'DEVICE_REVOKED', 'DEVICE_REVOKED'],
  // Main tries a guest network again and again; only a person can sign in to it.
  ['waiting', 'CAPTIVE_PORTAL', 'CAPTIVE_PORTAL'],
  ['syncing', 'CAPTIVE_PORTAL', 'CAPTIVE_PORTAL'],
  ['waiting', 'SERVER_UNREACHABLE', null],
  ['offline', 'CAPTIVE_PORTAL', null],
  ['idle', 'CLOCK_OFF', null],
  ['blocked', 'SOMETHING_NEW', null],
  ['idle', null, null]
] as const)('%s with %s', (phase, code, by) => expect(heldUpBy({ phase, code })).toBe(by))
