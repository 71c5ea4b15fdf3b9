import { protoHeader } from '@fieldfile/protocol/auth'
import { expect, test } from 'vitest'
import { codeOfNetworkError, judge } from './judge.ts'

const answer = (status: number, text: string, headers: Record<string, string> = {}) =>
  judge({ status, text, headers: new Headers(headers) })
const ours = { [protoHeader]: '1', 'content-type': 'application/json; charset=utf-8' }

test('an answer of the server is its JSON', () => {
  expect(answer(200, '{"a":1}', ours)).toEqual({ ok: true, body: { a: 1 } })
  expect(answer(204, '', { [protoHeader]: '1' })).toEqual({ ok: true, body: null })
})

test.each([
  ['a page', 200, 'text/html'],
  ['JSON of something else', 200, 'application/json'],
  ['a redirect', 302, 'text/html'],
  ['a portal that says so', 511, 'text/html'],
  ['a portal that knows no such page', 404, 'text/html'],
  ['a portal that wants a name', 401, 'text/html']
])('captive portal: %s without our header is not parsed', (_, status, type) => {
  expect(answer(status, '{"a":1}', { 'content-type': type })).toEqual({ ok: false, error: { code: 'CAPTIVE_PORTAL' } })
})

test.each([502, 503, 504, 407, 408])('a %i of a proxy on the way is no captive portal', (status) => {
  expect(answer(status, '<html>')).toMatchObject({ error: { code: 'SERVER_UNREACHABLE' } })
})

test.each([
  ['truncated JSON', '{"a":', ours],
  ['a page with our header', '<html>', { ...ours, 'content-type': 'text/html' }],
  ['nothing', '', ours]
])('%s is a server error', (_, text, headers) => {
  expect(answer(200, text, headers)).toMatchObject({ ok: false, error: { code: 'SERVER_ERROR' } })
})

test('an error answer keeps code, field and wait', () => {
  expect(answer(400, '{"code":"BAD_VALUE","field":"name","id":"x"}', ours)).toEqual({
    ok: false,
    error: { code: 'BAD_VALUE', field: 'name' }
  })
  expect(answer(429, '{"code":"RATE_LIMITED"}', { ...ours, 'retry-after': '7' })).toMatchObject({
    error: { code: 'RATE_LIMITED', retryAfterMs: 7000 }
  })
  expect(answer(429, '{"code":"RATE_LIMITED","retryAfterMs":250}', { ...ours, 'retry-after': '7' })).toMatchObject({
    error: { retryAfterMs: 250 }
  })
})

test.each([
  [401, 'TOKEN_INVALID'],
  [413, 'TOO_LARGE'],
  [426, 'APP_TOO_OLD'],
  [500, 'SERVER_ERROR'],
  [418, 'SERVER_ERROR']
])('a %i without a code is %s', (status, code) => {
  expect(answer(status, 'oops', ours)).toMatchObject({ ok: false, error: { code } })
})

test.each([
  [new Error('net::ERR_INTERNET_DISCONNECTED'), 'OFFLINE'],
  [new Error('net::ERR_NAME_NOT_RESOLVED'), 'SERVER_UNREACHABLE'],
  [new Error('net::ERR_CERT_DATE_INVALID'), 'CLOCK_OFF'],
  [new Error('net::ERR_CERT_COMMON_NAME_INVALID'), 'CAPTIVE_PORTAL'],
  [new TypeError('fetch failed', { cause: new Error('unexpected redirect') }), 'CAPTIVE_PORTAL'],
  [new Error('Redirect was cancelled'), 'CAPTIVE_PORTAL'],
  [new DOMException('The operation timed out', 'TimeoutError'), 'SERVER_UNREACHABLE'],
  ['not an error', 'SERVER_UNREACHABLE']
])('no answer: %s', (error, code) => {
  expect(codeOfNetworkError(error)).toBe(code)
})
