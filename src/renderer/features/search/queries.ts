import { types } from '@fieldfile/protocol/entities/index'
import { titleOf } from '@fieldfile/domain/identity/record-view'
import { defineQuery, type ReadDb, type Rec } from '../../replica/read.ts'
import { recordPath } from './record-path.ts'

export interface Found {
  type: string
  id: string
  title: string
  /** Facts that tell two of the same name apart; labels in both languages where they are codes. */
  facts: readonly (string | { zh: string; en: string })[]
  path: string | null
  fromServer: boolean
}

const searched = ['account', 'person', 'site'] as const

/** Records by name, pinyin, initials, telephone digits or code, best first. */
export const find = defineQuery(
  'search.find',
  (db, { text, limit, english }: { text: string; limit: number; english: boolean }): Found[] =>
    text.trim() === ''
      ? []
      : db.search(searched, text.trim(), limit).flatMap(({ type, id }) => {
          const rec = db.get(type, id)
          return rec ? [foundOf(db, rec, english)] : []
        })
)

/** What was opened recently; records that are gone are left out. */
export const recent = defineQuery(
  'search.recent',
  (db, { refs, english }: { refs: readonly { type: string; id: string }[]; english: boolean }): Found[] =>
    refs.flatMap(({ type, id }) => {
      const rec = db.get(type, id)
      return rec ? [foundOf(db, rec, english)] : []
    })
)

/** Finds out what a record is from its id alone. */
export const locate = defineQuery('search.locate', (db, { id }: { id: string }): Found | null => {
  for (const type of types.keys()) {
    const rec = type.includes(':') ? undefined : db.get(type, id)
    if (rec) return foundOf(db, rec, false)
  }
  return null
})

function foundOf(db: ReadDb, rec: Rec, english: boolean): Found {
  return {
    type: rec.type,
    id: rec.id,
    title: titleOf(types.get(rec.type), rec.body, english) ?? '—',
    facts: factsOf(db, rec, english),
    path: recordPath(rec.type, rec.id, rec.body),
    fromServer: rec.origin === 'server'
  }
}

function factsOf(db: ReadDb, { type, body }: Rec, english: boolean): Found['facts'] {
  const own = (field: string): Found['facts'] => {
    const value = body[field]
    if (typeof value !== 'string' || value === '') return []
    const kind = types.get(type)?.fields[field]?.type
    return [kind?.kind === 'enum' ? (kind.values[value] ?? value) : value]
  }
  const account = db.get('account', String(body['accountId'] ?? ''))
  const accountName = account ? [titleOf(types.get('account'), account.body, english) ?? '—'] : []
  if (type === 'account') return [...own('city'), ...own('abcClass')]
  if (type === 'person') return [...(body['title'] ? own('title') : own('position')), ...accountName]
  return [...accountName, ...own('city')]
}

export const queries = [find, recent, locate]
