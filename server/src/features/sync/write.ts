import type { Session } from '../../db/database.ts'
import { provisionalVer, type Audit } from './decide.ts'
import { linkOf, membershipOf } from './membership.ts'
import type { Held, Workset } from './workset.ts'

/** What the last statement writes, one entry for each record with a new seq. */
interface Outgoing {
  n: number
  type: string
  id: string
  root: string | null
  link: string | null
  was: number
  deleted: boolean
  buckets: readonly string[]
  dropped: readonly string[]
  /** Of a record that stays, only what changed. */
  body: Record<string, unknown>
  meta: Record<string, unknown>
  /** A field is gone from the record, so `body` is all of it. */
  whole: boolean
}

/** An op's outcome before its seq is known: `n` is the place of its record among those written. */
export interface Outcome {
  opId: string
  dseq: number
  hash: string
  status: 'applied' | 'duplicate' | 'refused'
  n: number | null
  seq: number
  code: string | null
  field: string | null
  content: string | null
}

export interface Batch {
  rows: Outgoing[]
  /** record key → place among those written */
  places: Map<string, number>
  heads: { bucket: string; live: number }[]
  /** Users or territories changed: grants must be read again. */
  directory: boolean
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((x, i) => x === b[i])

/**
 * The records that get a new seq: those that were changed, and those whose memberships or root changed because of
 * another. Each with all its buckets, so that one seq is stamped on all its entries.
 */
export function collect(work: Workset): Batch {
  const batch: Batch = { rows: [], places: new Map(), heads: [], directory: false }
  const live = new Map<string, number>()
  const add = (bucket: string, n: number): void => void live.set(bucket, (live.get(bucket) ?? 0) + n)
  for (const [key, held] of work.rows) {
    const type = work.types.get(held.row.type)
    if (!type || held.readOnly) continue
    const buckets = membershipOf(work, type, held.row, held.by)
    const root = type.facet ? (work.get(type.entity.type, held.row.id)?.row.rootId ?? held.row.rootId) : held.row.rootId
    if (!held.touched && same(buckets, held.buckets) && root === held.row.rootId) continue
    const dropped = held.buckets.filter((bucket) => !buckets.includes(bucket))
    for (const bucket of buckets) add(bucket, held.buckets.includes(bucket) ? 0 : 1)
    for (const bucket of dropped) add(bucket, -1)
    batch.places.set(key, batch.rows.length + 1)
    batch.rows.push(outgoing(batch.rows.length + 1, held, root, buckets, dropped))
    batch.directory ||= held.row.type === 'user' || held.row.type === 'territory'
  }
  batch.heads = [...live].map(([bucket, n]) => ({ bucket, live: n }))
  return batch
}

function outgoing(
  n: number,
  { row, stored, was }: Held,
  root: string | null,
  buckets: readonly string[],
  dropped: readonly string[]
): Outgoing {
  const { type, id, deleted } = row
  const whole = stored !== null && Object.keys(stored.body).some((name) => !Object.hasOwn(row.body, name))
  const body = stored && !whole ? changed(stored.body, row.body) : row.body
  const meta = stored ? changed(stored.meta, row.meta) : row.meta
  return { n, type, id, root, link: linkOf(type, row.body), was, deleted, buckets, dropped, body, meta, whole }
}

/** The entries that are not those of `before`: a merge leaves what it does not change as it is. */
const changed = (before: object, after: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(after).filter(([name, value]) => (before as Record<string, unknown>)[name] !== value)
  )

/*
 * The one statement behind which seq order is visibility order (rule I1). Everything in it takes its seq from the row
 * of sync_head that it raised, so that row's lock is held from here to the end of COMMIT, which is sent together with it.
 * A new record is a plain insert: when another device made the same one meanwhile, the commit is done again and merges.
 * Changes are upserts because those always go by the key, whatever the planner believes of the table's size. One that
 * finds a later seq than its own divides by zero: that would be a writer that did not come through here.
 */
const upsert = (which: string, body: string): string =>
  `insert into record as r (tenant, type, id, root_id, link_id, seq, deleted, buckets, body, field_meta)
  select $1, type, id, root, link, seq, deleted, buckets, body, meta from incoming where ${which}
  on conflict (tenant, type, id) do update set root_id = excluded.root_id, link_id = excluded.link_id, seq = excluded.seq,
    deleted = excluded.deleted, buckets = excluded.buckets, body = ${body}, field_meta = r.field_meta || excluded.field_meta
  where r.seq < excluded.seq
  returning 1`
const stamp = `
with head as (
  update sync_head set seq = seq + $2 where tenant = $1 returning epoch, seq - $2 as before, seq
), incoming as (
  select head.before + r.n as seq, r.type, r.id, r.root, r.link, r.was, r.deleted, r.buckets, r.dropped, r.body, r.whole,
    replace(r.meta, '"ver":${provisionalVer}', '"ver":' || (head.before + r.n))::jsonb as meta
  from head, json_to_recordset($3::json) as r(n bigint, type text, id uuid, root uuid, link uuid, was bigint, deleted boolean,
    buckets text[], dropped text[], body jsonb, meta text, whole boolean)
), created as (
  insert into record (tenant, type, id, root_id, link_id, seq, deleted, buckets, body, field_meta)
  select $1, type, id, root, link, seq, deleted, buckets, body, meta from incoming where was = 0
), changed as (
  ${upsert('was > 0 and not whole', 'r.body || excluded.body')}
), replaced as (
  ${upsert('was > 0 and whole', 'excluded.body')}
), entries as (
  insert into bucket_entry (tenant, bucket, type, id, root_id, seq, op)
  select $1, b.bucket, i.type, i.id, i.root, i.seq, b.op from incoming i
  cross join lateral (select unnest(i.buckets) as bucket, 'put' as op union all select unnest(i.dropped), 'drop') b
  on conflict (tenant, bucket, type, id) do update set root_id = excluded.root_id, seq = excluded.seq, op = excluded.op
), heads as (
  insert into bucket_head (tenant, bucket, seq, live)
  select $1, h.bucket, head.seq, h.live from head, json_to_recordset($4::json) as h(bucket text, live bigint)
  on conflict (tenant, bucket) do update set seq = excluded.seq, live = bucket_head.live + excluded.live
), results as (
  insert into op_result (tenant, device, dseq, op_id, hash, status, seq, code, field, content, at)
  select $1, o.device, o.dseq, o."opId", o.hash, o.status, case when o.n is null then o.seq else head.before + o.n end, o.code, o.field, o.content, $6
  from head, json_to_recordset($5::json) as o(device uuid, "opId" uuid, dseq bigint, hash text, status text, n bigint, seq bigint, code text, field text, content text)
), counted as (
  update device d set last_dseq = c."lastDseq", last_seen = $6, epoch = head.epoch
  from head, json_to_recordset($7::json) as c(device uuid, "lastDseq" bigint) where d.tenant = $1 and d.id = c.device
)
select before, seq, 1 / (case when (select count(*) from changed) + (select count(*) from replaced) = $8 then 1 else 0 end) as sound from head`

export interface Writing {
  tenant: string
  batch: Batch
  /** The outcomes of devices' ops; the server's own have none. */
  outcomes: readonly (Outcome & { device: string })[]
  /** How far each device's queue has come. */
  counters: readonly { device: string; lastDseq: number }[]
  at: number
  audits: readonly (Audit & { id: string; userId: string | null; device: string })[]
}

/** Writes the batch and commits. Answers the seq before and after. */
export async function writeAndCommit(session: Session, writing: Writing): Promise<{ before: number; seq: number }> {
  const { tenant, batch, outcomes, counters, at, audits } = writing
  if (audits.length > 0) {
    await session.query(
      `insert into audit (tenant, id, at, user_id, device, action, detail)
       select $1, a.id, $2, a."userId", a.device, a.action, a.detail
       from json_to_recordset($3::json) as a(id uuid, "userId" uuid, device uuid, action text, detail jsonb)`,
      [tenant, at, JSON.stringify(audits)],
      'audit'
    )
  }
  const values = [
    tenant,
    batch.rows.length,
    JSON.stringify(batch.rows),
    JSON.stringify(batch.heads),
    JSON.stringify(outcomes),
    at,
    JSON.stringify(counters),
    batch.rows.filter((row) => row.was > 0).length
  ]
  const [head] = await Promise.all([
    session.query<{ before: number; seq: number }>(stamp, values, 'stamp'),
    session.query('commit', [], 'commit')
  ])
  return head[0]!
}
