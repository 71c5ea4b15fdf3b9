import { dep, type Memory } from './memory.ts'
import { clockKey } from './query-engine.ts'
import type { Me, ReadDb, Rec } from './read.ts'
import { recordState, conflictType } from './record-state.ts'
import type { SearchIndex } from './search/search-index.ts'

const minute = 60_000

/** What a query sees. Every question is noted, so that the engine knows when to ask the query again. */
export function readDb(
  memory: Memory,
  search: SearchIndex,
  me: Me,
  now: () => number,
  track: (key: string) => void
): ReadDb {
  const get = (type: string, id: string) => {
    track(dep.record(type, id))
    return memory.get(type, id)
  }
  const db = {
    get,
    all(type: string) {
      track(dep.type(type))
      return memory.all(type)
    },
    where(type: string, field: string, value: string) {
      track(dep.index(type, field, value))
      return memory.where(type, field, value)
    },
    search(types: readonly string[], text: string, limit: number) {
      for (const type of types) track(dep.type(type))
      return search.find(types, text, limit)
    },
    now() {
      track(clockKey)
      return Math.floor(now() / minute) * minute
    },
    state(type: string, id: string) {
      track(dep.state(type, id))
      track(dep.index(conflictType, 'recordId', id))
      // Rights follow the account the record hangs from.
      const rec = get(type, id)
      if (rec?.rootId) track(dep.record('account', rec.rootId))
      return recordState(memory, type, id, me)
    },
    user: me
  }
  return db as unknown as ReadDb & { get(type: string, id: string): Rec | undefined }
}
