import { glob, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
/** What they speak of is not built yet: checksums per bucket, and files. */
const notBuilt = new Set(['I17', 'I21'])

test('each rule of the protocol, I1 to I22, is quoted by a test that proves it', async () => {
  const quoted = new Set<string>()
  for await (const file of glob('{protocol,domain,server,src,tests}/**/*.test.{ts,tsx}', { cwd: root }))
    for (const [, rules] of (await readFile(resolve(root, file), 'utf8')).matchAll(/\[(I\d+(?:, I\d+)*)\]/g))
      for (const rule of rules!.split(', ')) quoted.add(rule)
  const all = Array.from({ length: 22 }, (_, n) => `I${n + 1}`)
  expect(all.filter((rule) => !quoted.has(rule) && !notBuilt.has(rule))).toEqual([])
})
