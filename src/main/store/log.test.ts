import { mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { logLine, openLog, redact } from './log.ts'

test.each(['IPC_REFUSED', 'sync.push', 'net::ERR_CONNECTION_RESET', 'TypeError (fetch failed)'])(
  '%s is readable',
  (text) => {
    expect(redact(text)).toBe(text)
  }
)

test.each([
  ['a token', 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2ln'],
  ['a refresh token', 'Qw9Tz0aBcDeFgHiJkLmNoP12'],
  ['a customer', '张三：报价单'],
  ['an e-mail address', 'someone@example.com'],
  ['a phone number with its country', '+86 138 0000 0000'],
  ['a long text', 'word '.repeat(40)]
])('%s is hidden', (_, text) => {
  expect(redact(text)).toBe('[hidden]')
})

test('a line is one JSON object with time, event and facts', () => {
  const line = logLine(new Date(0), 'round', { code: 'OFFLINE', tries: 2, absent: undefined, note: '客户' })
  expect(line).toBe('{"at":"1970-01-01T00:00:00.000Z","event":"round","code":"OFFLINE","tries":2,"note":"[hidden]"}\n')
})

test('the file turns over once, and a log that cannot write stays silent', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'log-'))
  const path = join(folder, 'logs', 'main.log')
  openLog(path)('first')
  await expect.poll(() => readdir(join(folder, 'logs'))).toEqual(['main.log'])
  await writeFile(path, 'x'.repeat(512 * 1024))
  openLog(path)('second')
  await expect.poll(() => readdir(join(folder, 'logs'))).toEqual(['main.log', 'main.log.1'])
  await expect.poll(async () => String(await readFile(path))).toContain('second')
  await writeFile(join(folder, 'file'), '')
  expect(() => openLog(join(folder, 'file', 'main.log'))('lost')).not.toThrow()
})
