import { canonical } from '@fieldfile/protocol'
import { useCallback, useState, useSyncExternalStore } from 'react'
import type { Query } from '../replica/read.ts'
import { subscribe } from './connection.ts'

export interface QueryState<R> {
  /** The last answer; while a question with other arguments runs, the one before. */
  data: R | undefined
  /** The answer to these arguments is not there yet. */
  loading: boolean
  error: string | null
}

interface Shared {
  state: QueryState<unknown>
  listeners: Set<() => void>
  end(): void
  linger: ReturnType<typeof setTimeout> | undefined
}

/** Components that ask the same share one subscription; it outlives the last of them a little, for the way back. */
const shared = new Map<string, Shared>()
const lingerMs = 2_000
const waiting: QueryState<unknown> = { data: undefined, loading: true, error: null }
/** The data was closed: unlike `waiting`, nothing of before is kept on the screen. */
const shut: QueryState<unknown> = { ...waiting }

function share(key: string, name: string, args: string): Shared {
  const known = shared.get(key)
  if (known) return known
  const entry: Shared = { state: waiting, listeners: new Set(), end: () => {}, linger: undefined }
  const set = (state: QueryState<unknown>): void => {
    entry.state = state
    for (const notify of entry.listeners) notify()
  }
  shared.set(key, entry)
  entry.end = subscribe(name, JSON.parse(args), {
    result: (data) => set({ data, loading: false, error: null }),
    failed: (error) => set({ data: entry.state.data, loading: false, error }),
    closed: () => {
      set(shut)
      if (entry.listeners.size > 0) return
      clearTimeout(entry.linger)
      shared.delete(key)
      entry.end()
    }
  })
  return entry
}

/** What one component sees: the shared answer, or its own last one while the next is on its way. */
class Observer {
  #state: QueryState<unknown> = waiting
  #shown: QueryState<unknown> = waiting

  listen(name: string, args: string, notify: () => void): () => void {
    const key = keyOf(name, args)
    const entry = share(key, name, args)
    clearTimeout(entry.linger)
    entry.listeners.add(notify)
    return () => {
      entry.listeners.delete(notify)
      if (entry.listeners.size > 0) return
      entry.linger = setTimeout(() => {
        shared.delete(key)
        entry.end()
      }, lingerMs)
    }
  }
  shown(name: string, args: string): QueryState<unknown> {
    const state = shared.get(keyOf(name, args))?.state ?? waiting
    if (state !== this.#state) {
      const { data } = this.#shown
      this.#shown = state.loading && state !== shut && data !== undefined ? { ...state, data } : state
      this.#state = state
    }
    return this.#shown
  }
}
const keyOf = (name: string, args: string): string => `${name}\n${args}`

/** The live answer of a query. Renders again when it changes, and keeps the old answer while new arguments run. */
export function useQuery<A, R>({ name }: Query<A, R>, args: A): QueryState<R> {
  const text = canonical(args)
  const [observer] = useState(() => new Observer())
  const listen = useCallback((notify: () => void) => observer.listen(name, text, notify), [observer, name, text])
  return useSyncExternalStore(listen, () => observer.shown(name, text)) as QueryState<R>
}
