import type { ServerOp } from '../sync/server-ops.ts'
import type { Plan, Values } from './plan.ts'
import type { Effect } from './repository.ts'

interface Writer {
  newId: () => string
  userId: string
  at: number
}

/** The ops of a plan, and what they make or fill, for taking it back. */
export function opsOf(
  plan: Plan,
  ownerOf: ReadonlyMap<string, string>,
  writer: Writer
): { ops: ServerOp[]; effects: Effect[] } {
  const ops: ServerOp[] = []
  const effects = new Map<string, Effect>()
  const made = (type: string, values: Values): string => {
    const id = writer.newId()
    ops.push({ type, id, values: { ...values, source: 'import' }, at: writer.at })
    effects.set(`${type}/${id}`, { type, id, fields: null })
    return id
  }
  const registered = (to: string): Record<string, unknown>[] => [
    {
      id: writer.newId(),
      event: 'register',
      at: { at: new Date(writer.at).toISOString(), zone: 'UTC' },
      byUserId: writer.userId,
      args: { to }
    }
  ]
  for (const row of plan.rows) {
    if (row.outcome !== 'create' && row.outcome !== 'update') continue
    const accountId = row.accountId!
    if (row.outcome === 'create') {
      const owner = row.territoryId ? ownerOf.get(row.territoryId) : undefined
      const values = {
        ...row.account,
        territoryId: row.territoryId,
        ...(owner ? { ownerUserId: owner } : {}),
        events: registered('prospect'),
        source: 'import'
      }
      ops.push({ type: 'account', id: accountId, values, at: writer.at })
      effects.set(`account/${accountId}`, { type: 'account', id: accountId, fields: null })
    } else if (Object.keys(row.account).length > 0) {
      ops.push({ kind: 'edit', type: 'account', id: accountId, values: row.account, at: writer.at })
      const before = effects.get(`account/${accountId}`)
      // A company this file makes is taken back whole.
      if (before?.fields !== null)
        effects.set(`account/${accountId}`, {
          type: 'account',
          id: accountId,
          fields: [...(before?.fields ?? []), ...Object.keys(row.account)]
        })
    }
    const siteId = row.site ? made('site', { ...row.site, accountId }) : null
    if (row.person) {
      const person = made('person', {
        ...row.person,
        accountId,
        ...(siteId ? { siteId } : {}),
        events: registered('active')
      })
      made('posting', { personId: person, accountId, position: row.person['position'], main: true })
    }
  }
  return { ops, effects: [...effects.values()] }
}
