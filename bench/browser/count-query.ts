import { defineQuery } from '../../src/renderer/replica/read.ts'

/** How many records of each type a query can read. */
export const countRecords = defineQuery('bench.count', (db, types: readonly string[]) =>
  Object.fromEntries(types.map((type) => [type, db.all(type).length]))
)

/** What somebody else's edit of a contact changes. */
export const titleOf = defineQuery(
  'bench.title',
  (db, id: string) => db.get<{ title?: string }>('person', id)?.body.title ?? null
)
