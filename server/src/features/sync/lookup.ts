import {
  allows,
  FieldfileError,
  mayRead,
  rightsOf,
  type Holder,
  type LookupRequest,
  type RecordType,
  type Relation
} from '@fieldfile/protocol'
import { sql } from 'kysely'
import type { ServerContext } from '../../context.ts'
import { readDevice } from './hello.ts'

/** Every type that hangs from the given account. */
const anyType = '*'

interface Found {
  type: string
  id: string
  buckets: string[]
  json: string
}

/**
 * Rows that a device does not hold, through the same rights: for roles that work with the whole company. A row that the
 * user may not see is as if it were not there, and asking for it by id is noted.
 */
export async function lookup(
  context: ServerContext,
  userId: string,
  device: string,
  request: LookupRequest
): Promise<string> {
  const { db, tenant, clock, types } = context
  const { holder } = await db.session((session) => readDevice(session, tenant, userId, device))
  const type = types.get(request.type)
  if (!type && !(request.type === anyType && request.root)) throw new FieldfileError('BAD_REQUEST', { field: 'type' })
  if (type && !mayRead(type, holder.roles, { own: true, territory: true })) throw new FieldfileError('FORBIDDEN')
  const found = await find(context, holder, type, request)
  const seen = found.filter((row) => maySee(context, holder, row))
  if (request.ids) await noteForbidden(context, userId, device, request, seen)
  const rows = seen.slice(0, request.limit)
  return `{"rows":[${rows.map(({ json }) => json).join(',')}],"more":${seen.length > request.limit},"asOf":${clock()}}`
}

async function find(
  { db, tenant }: ServerContext,
  holder: Holder,
  type: RecordType | undefined,
  request: LookupRequest
): Promise<Found[]> {
  let query = db.kysely
    .selectFrom('record')
    .select(['type', 'id', 'buckets'])
    .select(
      sql<string>`concat('{"type":', to_json(type), ',"id":"', id, '","rootId":', coalesce(to_json(root_id)::text, 'null'),
        ',"seq":', seq, ',"deleted":false,"body":', body::text, ',"meta":', field_meta::text, '}')`.as('json')
    )
    .where('tenant', '=', tenant)
    .where('deleted', '=', false)
  if (type) query = query.where('type', '=', type.type)
  if (request.root) query = query.where('root_id', '=', request.root)
  if (request.ids)
    query = query.where('id', 'in', request.ids.length > 0 ? request.ids : ['00000000-0000-0000-0000-000000000000'])
  if (request.q !== undefined && type) query = query.where(matches(type, request.q))
  const scope = type ? bucketsInReach(holder, type) : null
  if (scope) query = query.where(sql<boolean>`buckets && ${scope}::text[]`)
  return query
    .orderBy('type')
    .orderBy('seq', 'desc')
    .limit(type ? request.limit + 1 : 5000)
    .execute()
}

/** Null when the user reads this type of the whole company. */
function bucketsInReach(holder: Holder, type: RecordType): string[] | null {
  const may = (relation: Relation): boolean => allows(rightsOf(type), holder.roles, 'R', relation)
  if (may({ own: false, territory: false })) return null
  const suffix = type.facet ? `:${type.facet}` : ''
  const territories = may({ own: false, territory: true }) ? holder.territoryIds.map((id) => `t:${id}${suffix}`) : []
  return [`u:${holder.id}${suffix}`, ...territories]
}

function maySee({ types }: ServerContext, holder: Holder, row: Found): boolean {
  const type = types.get(row.type)
  const of = (kind: string) => row.buckets.filter((b) => b.startsWith(kind)).map((b) => b.split(':')[1]!)
  const relation = {
    own: of('u:').includes(holder.id),
    territory: of('t:').some((id) => holder.territoryIds.includes(id))
  }
  return type !== undefined && mayRead(type, holder.roles, relation)
}

const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, (c) => `\\${c}`)

/** A plain scan over names, phones and codes. Field names come from the definitions. */
function matches(type: RecordType, q: string) {
  const fields = Object.entries(type.fields)
    .filter(([, field]) => field.search)
    .map(([name]) => name)
  const text = sql`concat_ws(' ', ${sql.join(fields.length > 0 ? fields.map((name) => sql`body->>${sql.lit(name)}`) : [sql`''`])})`
  const digits = q.replaceAll(/\D/g, '')
  const plain = sql<boolean>`${text} ilike ${`%${escapeLike(q.trim())}%`}`
  // A phone is written with spaces and dashes here and without there.
  return digits.length >= 4 && /^[\d\s+()-]+$/.test(q)
    ? sql<boolean>`(${plain} or regexp_replace(${text}, '[^0-9]', '', 'g') like ${`%${digits}%`})`
    : plain
}

async function noteForbidden(
  { db, tenant, clock, newId }: ServerContext,
  userId: string,
  device: string,
  request: LookupRequest,
  seen: readonly Found[]
) {
  const missing = request.ids!.filter((id) => !seen.some((row) => row.id === id))
  if (missing.length === 0) return
  const hidden = await db.kysely
    .selectFrom('record')
    .select('id')
    .where('tenant', '=', tenant)
    .where('type', '=', request.type)
    .where('id', 'in', missing)
    .where('deleted', '=', false)
    .execute()
  if (hidden.length === 0) return
  const detail = JSON.stringify({ type: request.type, ids: hidden.map(({ id }) => id) })
  await db.kysely
    .insertInto('audit')
    .values({ tenant, id: newId(), at: clock(), user_id: userId, device, action: 'forbiddenRecord', detail })
    .execute()
}
