import { expect, test } from 'vitest'
import { securityExpectations } from './expectations.ts'
import { externalUrl } from './external.ts'

test.each([
  ['https://example.com/a?b=c#d', 'https://example.com/a?b=c#d'],
  ['mailto:someone@example.com?subject=%E4%BD%A0', 'mailto:someone@example.com?subject=%E4%BD%A0'],
  [' HTTPS://Example.com ', 'https://example.com/']
])('%s is opened as %s', (text, url) => {
  expect(externalUrl(text)).toBe(url)
})

test.each([
  ...securityExpectations.refusedAddresses,
  'https://user:secret@example.com/',
  '//example.com',
  'C:\\Windows\\System32\\calc.exe',
  'search-ms:query=x',
  'data:text/html,x',
  'fieldfile://record/1',
  ''
])('%s is refused', (text) => {
  expect(externalUrl(text)).toBeNull()
})
