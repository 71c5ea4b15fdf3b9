import { paths } from '@fieldfile/protocol'
import { expect, test } from 'vitest'
import { currentNav, navOf } from './nav.tsx'

const all = ['/today', '/accounts', '/planner', '/imports', '/sync', '/settings']
const keys = (roles: Parameters<typeof navOf>[0], built = all) => navOf(roles, built).main.map((item) => item.key)

test('imports are for those who may import (DOMAIN §8.1, E-57)', () => {
  expect(keys(['REP'])).toEqual(['today', 'accounts', 'planner'])
  expect(keys(['REP', 'MKT'])).toContain('imports')
  expect(keys(['FIN'])).toContain('imports')
  expect(keys(['ADM'])).toContain('imports')
})
test('only screens that exist', () => {
  expect(keys(['ADM'], ['/sync'])).toEqual([])
  expect(navOf(['ADM'], ['/sync']).bottom.map((item) => item.key)).toEqual(['sync'])
})
test('a person and a visit belong to the entry they are reached from', () => {
  expect(currentNav(paths.account('1', 'timeline'))).toBe('accounts')
  expect(currentNav(paths.person('1'))).toBe('accounts')
  expect(currentNav(paths.visit('1'))).toBe('planner')
  expect(currentNav('/nowhere')).toBeUndefined()
})
