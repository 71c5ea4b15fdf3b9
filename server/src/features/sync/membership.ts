import { anchorOf, bucketsOf, type Anchor, type Body, type RecordType, type Row } from '@fieldfile/protocol'
import { keyOf, type Workset } from './workset.ts'

/** A person hangs from the account of each of its postings. */
export const personType = 'person'
export const postingType = 'posting'
export const conflictType = 'conflict'
export const reportType = 'visitReport'

/** What a row of these types is about, kept in a column so that it can be found from there. */
const links: Readonly<Record<string, string>> = { [postingType]: 'personId', [reportType]: 'visitId' }

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

export const linkOf = (type: string, body: Body): string | null => text(body[links[type] ?? ''])

/** A facet shares the memberships of its parent. */
const parentOf = (work: Workset, type: RecordType, row: Row): Row | null =>
  type.facet ? (work.get(type.entity.type, row.id)?.row ?? null) : null

/** The account a row hangs from. */
export function rootOf(work: Workset, type: RecordType, row: Row): string | null {
  if (type.entity.root === 'self') return row.id
  return type.entity.root === 'account' ? text((parentOf(work, type, row) ?? row).body['accountId']) : null
}

/** The accounts a row hangs from: a person has one for each of its postings. */
export function anchorsOf(work: Workset, type: RecordType, row: Row): Anchor[] {
  if (type.entity.root === 'self') {
    const anchor = work.anchor(row.id) ?? (type.facet ? null : anchorOf(row.id, row.body))
    return anchor ? [anchor] : []
  }
  const accounts = new Set<string>()
  const own = rootOf(work, type, row)
  if (own) accounts.add(own)
  if (type.entity.type === personType) {
    for (const posting of work.linked(postingType, row.id)) {
      const account = text(posting.body['accountId'])
      if (account) accounts.add(account)
    }
  }
  return [...accounts].map((id) => work.anchor(id)).filter((anchor) => anchor !== null)
}

/** The buckets a row belongs to. What would belong nowhere stays with its author, so that it is never lost. */
export function membershipOf(work: Workset, type: RecordType, row: Row, author: string | null): string[] {
  const body = parentOf(work, type, row)?.body ?? row.body
  const buckets = bucketsOf(type, body, anchorsOf(work, type, row))
  if (buckets.length > 0) return buckets.toSorted()
  const before = work.rows.get(keyOf(row.type, row.id))?.buckets ?? []
  return before.length > 0 ? [...before] : [author ? `u:${author}` : 'd:admin']
}

/** The fields that decide where a record belongs: when one changes, so may the rows that hang from it. */
export function movesMembership(type: RecordType, fields: Readonly<Record<string, unknown>>): boolean {
  const names = ['accountId', ...(type.entity.home ?? []).map((home) => (home.kind === 'user' ? home.field : ''))]
  return names.some((name) => name in fields) || (type.type === postingType && 'personId' in fields)
}

export const movesAccount = (fields: Readonly<Record<string, unknown>>): boolean =>
  'territoryId' in fields || 'ownerUserId' in fields || 'teamUserIds' in fields
