import { describe, expect, test } from 'vitest'
import { normalizePhone, parsePhone, telUri } from './phone.ts'

describe('numbers as people write them', () => {
  test.each([
    ['138 0013 8000', '+8613800138000', 'mobile'],
    ['138-0013-8000', '+8613800138000', 'mobile'],
    ['+86 138 0013 8000', '+8613800138000', 'mobile'],
    ['008613800138000', '+8613800138000', 'mobile'],
    ['8613800138000', '+8613800138000', 'mobile'],
    ['１３８００１３８０００', '+8613800138000', 'mobile'],
    ['0510-5550 0142', '+8651055500142', 'landline'],
    ['(0510) 55500142', '+8651055500142', 'landline'],
    ['+86 (0)510 5550 0142', '+8651055500142', 'landline'],
    ['010-65001234', '+861065001234', 'landline'],
    ['021 6500 1234', '+862165001234', 'landline'],
    ['0510-55500142-801', '+8651055500142;ext=801', 'landline'],
    ['0510-55500142转801', '+8651055500142;ext=801', 'landline'],
    ['0510-55500142 ext. 801', '+8651055500142;ext=801', 'landline'],
    ['0510-55500142 分机：12', '+8651055500142;ext=12', 'landline'],
    ['+8651055500142;ext=12', '+8651055500142;ext=12', 'landline'],
    ['400-123-4567', '+864001234567', 'service'],
    ['+49 30 1234567', '+49301234567', 'foreign']
  ])('%s → %s', (text, phone, kind) => expect(parsePhone(text)).toEqual({ ok: true, phone, kind }))

  test('a local number is completed by the area code of the city', () => {
    expect(parsePhone('5550 0142', '0510')).toEqual({ ok: true, phone: '+8651055500142', kind: 'landline' })
    expect(parsePhone('5550 0142')).toEqual({ ok: false, problem: 'areaCode' })
  })
})

test.each([
  ['12345', 'length'],
  ['1380013800', 'length'],
  ['138001380000', 'length'],
  ['+1', 'length'],
  ['call me', 'letters'],
  ['0510-555A0142', 'letters'],
  ['138+0013', 'letters'],
  ['', 'length']
])('%j is refused: %s', (text, problem) => expect(parsePhone(text)).toEqual({ ok: false, problem }))

test('what was stored is read back as itself', () => {
  for (const phone of ['+8613800138000', '+8651055500142;ext=12', '+49301234567']) {
    expect(parsePhone(phone)).toMatchObject({ ok: true, phone })
    expect(normalizePhone(phone)).toBe(phone)
    expect(telUri(phone)).toBe(`tel:${phone}`)
  }
})

test('an import takes the stored form or nothing', () => {
  expect(normalizePhone('0510-5550 0142')).toBe('+8651055500142')
  expect(normalizePhone('见名片')).toBeNull()
})
