import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createAppFiles } from './app-files.ts'
import { securityExpectations } from './expectations.ts'

async function setUp() {
  const root = await mkdtemp(join(tmpdir(), 'app-files-'))
  const folder = join(root, 'renderer')
  await mkdir(join(folder, 'assets'), { recursive: true })
  await writeFile(join(root, 'package.json'), '{}')
  await writeFile(join(folder, 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">')
  await writeFile(join(folder, 'assets', '中 文.js'), 'export {}')
  await writeFile(join(folder, 'assets', 'a.js.map'), '{}')
  let load = 0
  const serve = await createAppFiles({ folder, newNonce: () => `n${++load}` })
  return { folder, get: (path: string, init?: RequestInit) => serve(new Request(`app://bundle${path}`, init)), serve }
}

test('a page has a nonce of its own with every load, in its text and in its policy', async () => {
  const { get } = await setUp()
  for (const nonce of ['n1', 'n2']) {
    const response = await get('/index.html?x=1')
    expect(await response.text()).toBe(`<meta name="csp-nonce" content="${nonce}">`)
    expect(response.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonce}'`)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  }
})

test('the policy allows nothing inline and nothing from elsewhere', async () => {
  const { get } = await setUp()
  const policy = (await get('/assets/%E4%B8%AD%20%E6%96%87.js')).headers.get('content-security-policy')!
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'; /)
  expect(policy).not.toMatch(/unsafe|https?:|\*/)
  expect(policy).toContain("worker-src 'self'")
  for (const name of ['object-src', 'base-uri', 'form-action', 'frame-ancestors'])
    expect(policy).toContain(`${name} 'none'`)
  // A page lets through style attributes, and nothing else that is inline.
  const page = (await get('/index.html')).headers.get('content-security-policy')!
  expect(page.match(/[\w-]+ 'unsafe-[\w-]+'/g)).toEqual(["style-src-attr 'unsafe-inline'"])
})

test.each([
  ...securityExpectations.missingFiles,
  '/',
  '/INDEX.HTML',
  '/index.html/',
  '/assets/a.js.map',
  '/%',
  '/index.html%00'
])('404: %s', async (path) => {
  const { get } = await setUp()
  const response = await get(path)
  expect(response.status).toBe(404)
  expect(await response.text()).toBe('')
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
})

test('another host, a file made later, and a method that writes are refused', async () => {
  const { get, serve, folder } = await setUp()
  expect((await serve(new Request('app://other/index.html'))).status).toBe(404)
  await writeFile(join(folder, 'late.html'), '')
  expect((await get('/late.html')).status).toBe(404)
  expect((await get('/index.html', { method: 'POST', body: 'x' })).status).toBe(405)
})
