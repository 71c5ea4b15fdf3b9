import type { Body } from '@fieldfile/protocol'
import type { Session } from '../../db/database.ts'
import { byKeys, keyOf, storedColumns, type Key, type StoredRow } from './workset.ts'

/** `move`: against all who write below it. `edit`: against others who edit it. `share`: it must not move meanwhile. */
export type LockMode = 'move' | 'edit' | 'share'

const one = (mode: LockMode, columns: string, lock: string): string =>
  `select * from (
     select ${columns} from record r
     where k.mode = '${mode}' and r.tenant = $1 and r.type = 'account' and r.id = k.id ${lock} limit 1
   ) as ${mode}`
/** What membership needs of an account that is only shared. */
const anchorColumns = `r.type, r.id, r.root_id, r.link_id, r.seq, r.deleted, r.buckets,
  jsonb_build_object('territoryId', r.body->'territoryId', 'ownerUserId', r.body->'ownerUserId', 'teamUserIds', r.body->'teamUserIds') as body,
  '{}'::jsonb as field_meta`

const locks: Readonly<Record<LockMode, string>> = {
  move: one('move', storedColumns, 'for update'),
  edit: one('edit', storedColumns, 'for no key update'),
  share: one('share', anchorColumns, 'for key share')
}
/** One statement for all modes: two writers meet the same accounts in the same order, however each needs them. */
const accountsQuery = (modes: readonly LockMode[]): string =>
  `select k.mode, r.* from json_to_recordset($2::json) as k(id uuid, mode text) cross join lateral (
     ${modes.map((mode) => locks[mode]).join(' union all ')}
   ) r`

export async function lockAccounts(
  session: Session,
  tenant: string,
  modes: ReadonlyMap<string, LockMode>
): Promise<{ held: StoredRow[]; shared: { id: string; body: Body }[] }> {
  if (modes.size === 0) return { held: [], shared: [] }
  const keys = [...modes].map(([id, mode]) => ({ id, mode })).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const used = (['move', 'edit', 'share'] as const).filter((mode) => keys.some((key) => key.mode === mode))
  const rows = await session.query<StoredRow & { mode: LockMode }>(
    accountsQuery(used),
    [tenant, JSON.stringify(keys)],
    `lock-accounts-${used.join('-')}`
  )
  return { held: rows.filter(({ mode }) => mode !== 'share'), shared: rows.filter(({ mode }) => mode === 'share') }
}

const recordsQuery = byKeys(storedColumns, 'for no key update')

/** Locks records by (type, id). */
export async function lockRecords(session: Session, tenant: string, keys: readonly Key[]): Promise<StoredRow[]> {
  const sorted = [...new Map(keys.map((key) => [keyOf(key.type, key.id), key]))]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, key]) => key)
  return sorted.length === 0 ? [] : session.query(recordsQuery, [tenant, JSON.stringify(sorted)], 'lock-records')
}

/** Everything that hangs from accounts which are locked for a move. */
export const lockBelow = (session: Session, tenant: string, accounts: readonly string[]): Promise<StoredRow[]> =>
  session.query(
    `select ${storedColumns} from record r where r.tenant = $1 and r.root_id = any($2::uuid[])
     order by r.type, r.id for no key update of r`,
    [tenant, accounts],
    'lock-below'
  )

/** The records of a type that are about others; read only. */
export const readLinked = async (
  session: Session,
  tenant: string,
  type: string,
  about: readonly string[]
): Promise<StoredRow[]> =>
  about.length === 0
    ? []
    : session.query(
        `select ${storedColumns} from record r where r.tenant = $1 and r.link_id = any($2::uuid[]) and r.type = $3`,
        [tenant, about, type],
        'linked'
      )
