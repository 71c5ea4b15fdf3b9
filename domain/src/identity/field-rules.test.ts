import { expect, test } from 'vitest'
import { identityProblem, normalIdentity } from './field-rules.ts'

test('[C-34] a wrong check digit says which one was expected', () => {
  expect(identityProblem('uscc', '91350100M000100Y44')).toMatchObject({ zh: expect.stringContaining('应为 3') })
  expect(identityProblem('uscc', '9135O100M000100Y43')).toMatchObject({ en: expect.stringContaining('Character 5') })
  expect(identityProblem('uscc', '91350100')).toMatchObject({ zh: '填 18 位代码，现在是 8 位' })
  expect(identityProblem('uscc', '91350100m000100y43')).toBeNull()
})

test('each number of a set is read, and the wrong one is named', () => {
  expect(identityProblem('phones', ['0510-55500142', '138'])?.zh).toContain('“138”')
  expect(identityProblem('phones', ['5550 0142'])?.en).toContain('area code')
  expect(identityProblem('workPhone', '0510-55500142')).toBeNull()
  expect(identityProblem('name', 'anything')).toBeNull()
})

test('numbers and codes are stored in one form, each once', () => {
  expect(normalIdentity('phones', ['0510-5550 0142', '(0510)55500142'])).toEqual(['+8651055500142'])
  expect(normalIdentity('workPhone', '138 0013 8000')).toBe('+8613800138000')
  expect(normalIdentity('uscc', ' 91350100m000100y43')).toBe('91350100M000100Y43')
  expect(normalIdentity('name', ' 岚屿 ')).toBe(' 岚屿 ')
})
