import { useSyncExternalStore } from 'react'

/**
 * Where the window is and was. The app has its own history instead of the browser's: its files are served one by one,
 * so a path of the app is not an address, and the shell must know whether there is a way back.
 */
export interface History {
  readonly entries: readonly string[]
  readonly at: number
}

const keep = 100

export const visit = ({ entries, at }: History, path: string, replace = false): History => {
  if (entries[at] === path) return { entries, at }
  const next = [...entries.slice(0, replace ? at : at + 1), path].slice(-keep)
  return { entries: next, at: next.length - 1 }
}
export const step = ({ entries, at }: History, by: 1 | -1): History => ({
  entries,
  at: Math.min(entries.length - 1, Math.max(0, at + by))
})
export const canStep = ({ entries, at }: History, by: 1 | -1): boolean => entries[at + by] !== undefined

let history: History = { entries: ['/'], at: 0 }
const listeners = new Set<() => void>()

function become(next: History): void {
  if (next === history || (next.at === history.at && next.entries === history.entries)) return
  history = next
  // Only so that a reload opens the same screen.
  window.history.replaceState(null, '', `#${here()}`)
  for (const listener of listeners) listener()
}
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

const here = (): string => history.entries[history.at] ?? '/'
const pathOf = (entry: string): string => entry.split('?', 1)[0]!
const searchOf = (entry: string): string => entry.slice(pathOf(entry).length + 1)

export const navigate = (path: string, options?: { replace?: boolean }): void =>
  become(visit(history, path, options?.replace))
export const goBack = (): void => become(step(history, -1))
export const goForward = (): void => become(step(history, 1))
/** Forgets where the window was: the next person signs in. */
export const restart = (path: string): void => become({ entries: [path], at: 0 })
/** The path a reload came from. */
export const rememberedPath = (): string | null => {
  const path = decodeURI(window.location.hash.slice(1))
  return path.startsWith('/') ? path : null
}

/** For wouter's Router: `hook` and `searchHook`. */
export const useHistoryLocation = (): [string, typeof navigate] => [
  useSyncExternalStore(subscribe, () => pathOf(here())),
  navigate
]
export const useHistorySearch = (): string => useSyncExternalStore(subscribe, () => searchOf(here()))
export const useHistory = (): History => useSyncExternalStore(subscribe, () => history)
