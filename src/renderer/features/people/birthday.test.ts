import { expect, test } from 'vitest'
import { nextBirthday } from './birthday.ts'

test('[C-34] the next solar date, today included', () => {
  expect(nextBirthday('--09-20', '2026-09-14')).toEqual({ date: '2026-09-20', inDays: 6, age: null })
  expect(nextBirthday('1975-09-14', '2026-09-14')).toEqual({ date: '2026-09-14', inDays: 0, age: 51 })
  expect(nextBirthday('--09-13', '2026-09-14')).toMatchObject({ date: '2027-09-13', inDays: 364 })
})

test('[C-34] Feb 29 → Feb 28', () => {
  expect(nextBirthday('--02-29', '2026-01-01')?.date).toBe('2026-02-28')
  expect(nextBirthday('--02-29', '2027-12-01')?.date).toBe('2028-02-29')
})

test('what is no date has no birthday', () => expect(nextBirthday('soon', '2026-09-14')).toBeNull())
