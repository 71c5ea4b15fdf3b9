import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

/**
 * Inside a Dexie transaction only Dexie calls are awaited (SECURITY, "Facts measured"): Chromium commits early on a timer or a
 * message, and the rollback is lost after about a hundred native awaits.
 */
const replica = resolve(import.meta.dirname, '../../src/renderer/replica')
const tables = [
  'hot',
  'history',
  'overlay',
  'outbox',
  'sents?',
  'refused',
  'refusals',
  'undos',
  'metas?',
  'table',
  'rows',
  'undo'
]
const allowed = new RegExp(String.raw`^(?:${tables.join('|')})\.\w+\(`)

function bodiesOfTransactions(source: string): string[] {
  const bodies: string[] = []
  for (let at = source.indexOf('.transaction('); at >= 0; at = source.indexOf('.transaction(', at + 1)) {
    let depth = 0
    let end = at + '.transaction'.length
    do {
      if (source[end] === '(') depth++
      if (source[end] === ')') depth--
      end++
    } while (depth > 0)
    bodies.push(source.slice(at, end))
  }
  return bodies
}
const forbidden = (body: string): string[] => [
  ...[...body.matchAll(/\bawait\s+([^\n]*)/g)].map((m) => m[1]!).filter((awaited) => !allowed.test(awaited)),
  ...(body.match(/setTimeout|fetch\(|postMessage|crypto\.|Promise\.|\.then\(/g) ?? [])
]

describe('inside a transaction only Dexie is awaited', () => {
  const files = globSync('**/*.ts', { cwd: replica }).filter((f) => !f.includes('.test.'))
  test('the replica’s transactions keep it', () => {
    const bodies = files.flatMap((f) => bodiesOfTransactions(readFileSync(join(replica, f), 'utf8')))
    expect(bodies.length).toBeGreaterThanOrEqual(4)
    expect(bodies.flatMap(forbidden)).toEqual([])
  })
  test('only the store opens the database', () => {
    const users = files.filter((f) => /from 'dexie'/.test(readFileSync(join(replica, f), 'utf8')))
    expect(users).toEqual(['packs/database.ts', 'packs/migrations/10-single-rows.ts'])
  })
  test('the check sees what it should', () => {
    const bad = `db.transaction('rw', [rows], async () => { await rows.put(x); await sleep(5)\n await crypto.subtle.digest(a) })`
    expect(bodiesOfTransactions(bad).flatMap(forbidden)).not.toEqual([])
  })
})
