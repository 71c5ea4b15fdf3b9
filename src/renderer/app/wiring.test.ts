import { expect, test } from 'vitest'
import { queries } from './queries.ts'

const found = import.meta.glob<{ queries: readonly { name: string }[] }>('../features/*/queries.ts', { eager: true })

test('a query is called by its name, so no two have the same', () => {
  const names = queries.map((query) => query.name)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test('the queries of every feature are wired', () => {
  const wired = new Set(queries.map((query) => query.name))
  const missing = Object.values(found).flatMap((feature) => feature.queries.filter(({ name }) => !wired.has(name)))
  expect(missing.map(({ name }) => name)).toEqual([])
})
