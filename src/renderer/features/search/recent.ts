import { useSyncExternalStore } from 'react'

/** Which records were opened last: ids only, their names stay in the replica's store. */
export interface Ref {
  type: string
  id: string
}

const keep = 8
const places: Readonly<Record<string, string>> = { accounts: 'account', people: 'person' }

/** The record a path shows, where it is worth coming back to. */
export function refOf(path: string): Ref | null {
  const [, place = '', id = ''] = path.split('/')
  const type = places[place]
  return type && /^[0-9a-f-]{36}$/.test(id) ? { type, id } : null
}
export const withRecent = (list: readonly Ref[], ref: Ref): Ref[] =>
  [ref, ...list.filter((other) => other.id !== ref.id)].slice(0, keep)

const listeners = new Set<() => void>()
const keyOf = (userId: string) => `fieldfile.recent.${userId}`

export function remember(userId: string, path: string): void {
  const ref = refOf(path)
  if (!ref) return
  localStorage.setItem(keyOf(userId), JSON.stringify(withRecent(parse(localStorage.getItem(keyOf(userId))), ref)))
  for (const listener of listeners) listener()
}

function parse(text: string | null): Ref[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(list)
      ? list.filter((ref): ref is Ref => typeof ref?.type === 'string' && typeof ref?.id === 'string')
      : []
  } catch {
    return []
  }
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
export function useRecent(userId: string): Ref[] {
  return parse(useSyncExternalStore(subscribe, () => localStorage.getItem(keyOf(userId))))
}
