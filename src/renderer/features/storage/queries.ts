import { plusDays } from '@fieldfile/domain/visits/week'
import type { Account, Visit } from '@fieldfile/protocol/entities/index'
import { defineQuery } from '../../replica/read.ts'

const daysAhead = 7

/** Of whoever is signed in: visits that begin in the next days, and how many of their customers are not here. */
export const comingVisits = defineQuery('storage.comingVisits', (db) => {
  const dateOf = (at: string | number) => new Date(at).toLocaleDateString('en-CA', { timeZone: db.user.zone })
  const today = dateOf(db.now())
  const last = plusDays(today, daysAhead)
  const coming = db.where<Visit>('visit', 'ownerUserId', db.user.id).filter(({ body }) => {
    const at = body.plannedStart?.at
    return at && toCome.has(body.state ?? '') && dateOf(at) >= today && dateOf(at) < last
  })
  const missing = coming.filter(({ body }) => {
    const account = body.accountId ? db.get<Account>('account', body.accountId) : undefined
    return !account || account.origin === 'server'
  })
  return { count: coming.length, missing: missing.length }
})
const toCome: ReadonlySet<string> = new Set(['planned', 'confirmed', 'checkedIn'])

export const queries = [comingVisits]
