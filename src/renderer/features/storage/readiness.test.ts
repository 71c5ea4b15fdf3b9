import { expect, test } from 'vitest'
import { readiness, signInEnds, type Facts } from './readiness.ts'

const now = Date.parse('2026-11-23T08:00:00Z')
const hour = 3_600_000
const day = 24 * hour
const net = { phase: 'idle', code: null, nextAt: null, lastSyncAt: now - hour, clockOffset: 0 } as const
const fine: Facts = {
  status: { net, waiting: 0, refused: 0, conflicts: 0, lockable: true },
  session: { remembered: true },
  free: 200e9,
  visits: { missing: 0 },
  now
}
const withStatus = (change: Partial<Facts['status']>): Facts => ({ ...fine, status: { ...fine.status, ...change } })
const worse = (facts: Facts) =>
  Object.entries(readiness(facts)).flatMap(([item, verdict]) => (verdict === 'ok' ? [] : [`${item} ${verdict}`]))

test('all well: only what this version cannot take along is to be known', () => {
  expect(worse(fine)).toEqual(['documents warn'])
})
test.each<[string, Facts, string]>([
  ['never synced', withStatus({ net: { ...net, lastSyncAt: null } }), 'lastSync danger'],
  ['synced yesterday', withStatus({ net: { ...net, lastSyncAt: now - day } }), 'lastSync warn'],
  ['waiting', withStatus({ waiting: 1 }), 'waiting danger'],
  ['refused', withStatus({ refused: 1 }), 'waiting danger'],
  ['to decide', withStatus({ conflicts: 2 }), 'waiting warn'],
  ['a customer that is not here', { ...fine, visits: { missing: 1 } }, 'visits danger'],
  ['77 days ago', withStatus({ net: { ...net, lastSyncAt: now - 77 * day } }), 'lease warn'],
  ['90 days ago', withStatus({ net: { ...net, lastSyncAt: now - 90 * day } }), 'lease danger'],
  ['session ended', withStatus({ net: { ...net, phase: 'blocked', code: 'SESSION_REVOKED' } }), 'lease danger'],
  ['not stored', { ...fine, session: { remembered: false } }, 'lease warn'],
  ['little space', { ...fine, free: 0.9e9 }, 'space danger'],
  ['no PIN', withStatus({ lockable: false }), 'lock warn']
])('%s', (_, facts, said) => expect(worse(facts)).toContain(said))
test('after a start without a network the last sync is the one the replica remembers', () => {
  expect(worse(withStatus({ net: { ...net, lastSyncAt: null }, completedAt: now - hour }))).toEqual(['documents warn'])
})
test('space that the system does not tell is no reason to worry', () => {
  expect(worse({ ...fine, free: null })).toEqual(['documents warn'])
})
test('the end of the sign-in is that of the server: 90 days', () => {
  expect(signInEnds(now)).toBe(Date.parse('2027-02-21T08:00:00Z'))
})
