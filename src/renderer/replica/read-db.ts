import { isHistory } from '@fieldfile/protocol'
import { rootOfQuestion } from './history.ts'
import { dep, type Memory } from './memory.ts'
import { clockKey } from './query-engine.ts'
import type { Me, ReadDb, Rec } from './read.ts'
import { recordState, conflictType } from './record-state.ts'
import type { SearchIndex } from './search/search-index.ts'

const minute = 60_000

/**
 * What a query sees. Every question is noted, so that the engine knows when to ask the query again; `needs` is told whose
 * history it is about, null for everybody's.
 */
export function readDb(
  memory: Memory,
  search: Pick<SearchIndex, 'find'>,
  me: Me,
  now: () => number,
  track: (key: string) => void,
  needs: (root: string | null) => void = () => {}
): ReadDb {
  const get = (type: string, id: string) => {
    track(dep.record(type, id))
    const rec = memory.get(type, id)
    // Which account it hangs from is known when it is here.
    if (!rec && isHistory(type) && !memory.stored(type, id)) needs(null)
    return rec
  }
  const db = {
    get,
    all(type: string) {
      track(dep.type(type))
      if (isHistory(type)) needs(null)
      return memory.all(type)
    },
    where(type: string, field: string, value: string) {
      track(dep.index(type, field, value))
      const definition = isHistory(type) ? memory.types.get(type) : undefined
      if (definition) needs(rootOfQuestion(memory, definition, field, value))
      return memory.where(type, field, value)
    },
    search(types: readonly string[], text: string, limit: number) {
      for (const type of types) {
        track(dep.type(type))
        if (isHistory(type)) needs(null)
      }
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
