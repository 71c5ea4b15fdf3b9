import { errors } from '@fieldfile/protocol'
import { describe, expect, test } from 'vitest'
import { missing, problemOf, type WordOf } from './sign-in-errors.ts'
import { words } from './words.ts'

const word: WordOf = (key, values) =>
  Object.entries(values ?? {}).reduce<string>((text, [k, v]) => text.replaceAll(`{{${k}}}`, String(v)), words.en[key])
const first = { server: 'https://crm.example.com', language: 'en', again: false, word } as const

describe('a failed sign-in says what to do, where it is to be done', () => {
  test.each([
    ['BAD_CREDENTIALS', 'password'],
    ['USER_DISABLED', 'login'],
    ['SERVER_ADDRESS_WRONG', 'server'],
    ['SERVER_ADDRESS_INSECURE', 'server'],
    ['CAPTIVE_PORTAL', 'form'],
    ['APP_TOO_OLD', 'form']
  ] as const)('%s beside %s', (code, place) => {
    expect(problemOf({ code }, first)).toMatchObject({ place, text: errors[code].en })
    expect(problemOf({ code }, { ...first, language: 'zh-CN' }).text).toBe(errors[code].zh)
  })
  test('a server that is down: the first sign-in needs it, a later one does not', () => {
    expect(problemOf({ code: 'SERVER_UNREACHABLE' }, first).text).toMatch(/crm\.example\.com.*first sign-in needs/)
    expect(problemOf({ code: 'OFFLINE' }, { ...first, again: true }).text).toMatch(/Keep working/)
  })
  test('how long to wait is rounded up to minutes', () => {
    expect(problemOf({ code: 'TOO_MANY_ATTEMPTS', retryAfterMs: 61_000 }, first).text).toBe(
      'Too many attempts. Try again in 2 min.'
    )
    expect(problemOf({ code: 'TOO_MANY_ATTEMPTS' }, first).text).toBe(errors.TOO_MANY_ATTEMPTS.en)
  })
  test('only a captive portal offers the browser', () => {
    expect(problemOf({ code: 'CAPTIVE_PORTAL' }, first).portal).toBe(true)
    expect(problemOf({ code: 'BAD_CREDENTIALS' }, first).portal).toBe(false)
  })
  test('a code this version does not know is a server error', () => {
    expect(problemOf({ code: 'toString' }, first).text).toBe(errors.SERVER_ERROR.en)
  })
})

test('empty fields are asked for by name; a password of blanks is one', () => {
  expect(missing({ server: ' ', login: '', password: '' }, word)).toEqual({
    server: words.en.askServer,
    login: words.en.askLogin,
    password: words.en.askPassword
  })
  expect(missing({ server: 'https://x', login: 'y', password: ' ' }, word)).toEqual({})
})
