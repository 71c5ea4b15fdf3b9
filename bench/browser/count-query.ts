import { defineQuery } from '../../src/renderer/replica/read.ts'

/** How many records of each type a query can read. */
export const countRecords = defineQuery('bench.count', (db, types: readonly string[]) =>
  Object.fromEntries(types.map((type) => [type, db.all(type).length]))
)
