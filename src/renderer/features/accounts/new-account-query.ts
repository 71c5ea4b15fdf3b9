import { namer } from '@fieldfile/domain/identity/record-view'
import { types, type Account, type User } from '@fieldfile/protocol/entities/index'
import { defineQuery } from '../../replica/read.ts'

export interface Alike {
  id: string
  name: string
  facts: string
}

/** Customers that may be the one being typed: the same code, or a name that is found by it. */
export const alike = defineQuery(
  'accounts.alike',
  (db, { name, uscc, english }: { name: string; uscc: string; english: boolean }): Alike[] => {
    const nameOf = namer(db, types, english)
    const same = uscc === '' ? [] : db.where<Account>('account', 'uscc', uscc).map(({ id }) => id)
    const found =
      name.trim().length < 2 ? [] : db.search(['account'], name.trim(), 5).filter(({ how }) => how !== 'fuzzy')
    return [...new Set([...same, ...found.map(({ id }) => id)])].slice(0, 4).map((id) => {
      const body = db.get<Account>('account', id)?.body
      return {
        id,
        name: nameOf('account', id) ?? '—',
        facts: [body?.city, nameOf('user', body?.ownerUserId)].filter(Boolean).join(' · ')
      }
    })
  }
)

export interface Author {
  id: string
  name: string
  zone: string
  /** Becomes the owner of the customer it creates. */
  sells: boolean
  territoryId: string | null
  territory: string | null
}

/** Who creates, and what a new customer of theirs is given. */
export const author = defineQuery('accounts.author', (db, { english }: { english: boolean }): Author => {
  const { id, name, roles, territoryIds, zone } = db.user
  const nameOf = namer(db, types, english)
  // The lowest territory of one's own: a patch rather than the region above it.
  const parents = new Set(territoryIds.map((t) => db.get<{ parentId?: string }>('territory', t)?.body.parentId))
  const territoryId = territoryIds.find((t) => !parents.has(t)) ?? null
  const me = db.get<User>('user', id)
  return {
    id,
    name: (me && nameOf('user', id)) ?? name,
    zone,
    sells: roles.includes('REP'),
    territoryId,
    territory: nameOf('territory', territoryId)
  }
})
