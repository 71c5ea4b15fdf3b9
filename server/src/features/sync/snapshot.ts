import { FieldfileError, historyTypes, type SnapshotHead } from '@fieldfile/protocol'
import type { ServerContext } from '../../context.ts'
import type { Session } from '../../db/database.ts'
import { readDevice, snapshotBytes, type DeviceState } from './hello.ts'
import { rowJson } from './row-json.ts'
import { epochFor, grantsFor, hiddenTypes } from './scope.ts'
import { readToken, writeToken, type Place, type Token } from './snapshot-token.ts'

/** More are not looked at for one page. */
const pageAccounts = 128

/** One page, as text of lines (`SnapshotRequest` says which). Rows travel as PostgreSQL wrote them. */
export async function snapshot(
  context: ServerContext,
  userId: string,
  device: string,
  buckets: readonly string[],
  after: string | null,
  limit: number
): Promise<string> {
  const { db, tenant, clock } = context
  const given = after === null ? null : readToken(after)
  return db.session(async (session) => {
    const [, state] = await Promise.all([
      session.query('begin isolation level repeatable read read only'),
      readDevice(session, tenant, userId, device)
    ])
    const epoch = epochFor(state.headEpoch, state.holder.roles)
    const heads = await readHeads(session, tenant, buckets)
    if (isStale(context, state, epoch, buckets, given, heads.floor)) throw new FieldfileError('SNAPSHOT_STALE')
    // Before anything is read: what is committed from here on has a higher seq and comes by pull (rule I1).
    const token: Token = given ?? { epoch, head: state.headSeq, place: { account: null } }
    const reader = new Reader(session, context, state, buckets, epoch, limit)
    const page = await reader.page(token.place)
    await session.query('commit')
    const head: SnapshotHead = {
      epoch,
      head: token.head,
      next: page.place && writeToken({ ...token, place: page.place }),
      total: heads.live,
      serverTime: clock()
    }
    return [JSON.stringify(head), ...page.lines, ''].join('\n')
  })
}

/** Another past, other grants, or tombstones that are gone: what was sent so far cannot be completed any more. */
function isStale(
  context: ServerContext,
  { holder, headSeq }: DeviceState,
  epoch: number,
  buckets: readonly string[],
  token: Token | null,
  floor: number
): boolean {
  const grants = new Set(grantsFor(context, holder))
  if (buckets.some((bucket) => !grants.has(bucket))) return true
  return token !== null && (token.epoch !== epoch || token.head > headSeq || token.head < floor)
}

async function readHeads(
  session: Session,
  tenant: string,
  buckets: readonly string[]
): Promise<{ live: number; floor: number }> {
  const rows = await session.query<{ bucket: string; live: number; gc_floor: number }>(
    'select bucket, live, gc_floor from bucket_head where tenant = $1 and bucket = any($2)',
    [tenant, buckets],
    'snapshot-heads'
  )
  const sum = (isOwn: boolean): number =>
    rows.filter(({ bucket }) => bucket.startsWith('u:') === isOwn).reduce((total, { live }) => total + live, 0)
  // Most rows of `u:` buckets also lie in a territory.
  return { live: Math.max(sum(true), sum(false)), floor: Math.max(0, ...rows.map((row) => row.gc_floor)) }
}

interface Page {
  lines: string[]
  /** Where the next page begins; null: there is none. */
  place: Place | null
}
interface Line {
  root_id: string
  json: string
}

const distinctRoots = `
select e.root_id, max(e.rows) as rows
from json_to_recordset($2::json) as g(bucket text, hidden text[])
cross join lateral (
  select b.root_id, count(*)::integer as rows from bucket_entry b
  where b.tenant = $1 and b.bucket = g.bucket and b.root_id > $3 and b.op = 'put' and b.type <> all (g.hidden)
  group by b.root_id order by b.root_id limit ${pageAccounts}
) e
group by e.root_id order by e.root_id limit ${pageAccounts}`

const rootless = `
select distinct e.type, e.id
from json_to_recordset($2::json) as g(bucket text, hidden text[])
cross join lateral (
  select b.type, b.id from bucket_entry b
  where b.tenant = $1 and b.bucket = g.bucket and b.root_id is null and (b.type, b.id) > ($3, $4) and b.op = 'put' and b.type <> all (g.hidden)
  order by b.type, b.id limit $5
) e
order by e.type, e.id limit $5`

/*
 * All put entries of a record have the record's own seq, so its memberships are a list. Most rows may be read in all the
 * buckets they lie in; only for the others the list is sifted.
 */
const members = `
case when r.buckets <@ $3 and r.type <> all ($4) then r.buckets else array(
  select b from unnest(r.buckets) b where b = any($3) and left(b, 1) || '/' || r.type <> all ($5)) end`
const packed = `concat('[', ${rowJson}, ',["', array_to_string(v.buckets, '","'), '"],', $6::text, ']')`

const accountLines = `
select r.root_id, string_agg(${packed}, ',') as json
from record r cross join lateral (select ${members} as buckets offset 0) v
where r.tenant = $1 and r.root_id = any($2) and r.buckets && $3 and cardinality(v.buckets) > 0
group by r.root_id, split_part(r.type, ':', 1) = any($7)
order by r.root_id, split_part(r.type, ':', 1) = any($7)`

const rootlessLine = `
select string_agg(${packed}, ',') as json
from json_to_recordset($2::json) as k(type text, id uuid)
join record r on r.tenant = $1 and r.type = k.type and r.id = k.id
cross join lateral (select ${members} as buckets offset 0) v
where cardinality(v.buckets) > 0`

const firstId = '00000000-0000-0000-0000-000000000000'

/** Reads what a device may see of some buckets, in the caller's transaction. */
class Reader {
  readonly #session: Session
  readonly #tenant: string
  readonly #limit: number
  readonly #granted: string
  /** $3 to $6 of the queries that read rows. */
  readonly #visible: readonly unknown[]

  constructor(
    session: Session,
    context: ServerContext,
    { holder }: DeviceState,
    buckets: readonly string[],
    epoch: number,
    limit: number
  ) {
    const hidden = hiddenTypes(context, holder)
    const byKind = new Map(buckets.map((bucket) => [bucket[0]!, hidden(bucket)]))
    this.#session = session
    this.#limit = limit
    this.#tenant = context.tenant
    this.#granted = JSON.stringify(buckets.map((bucket) => ({ bucket, hidden: hidden(bucket) })))
    this.#visible = [
      buckets,
      [...new Set([...byKind.values()].flat())],
      [...byKind].flatMap(([kind, types]) => types.map((type) => `${kind}/${type}`)),
      String(epoch)
    ]
  }

  async page(place: Place): Promise<Page> {
    if (!('account' in place)) return this.#rootless(place)
    const { lines, last } = await this.#accounts(place.account ?? firstId)
    return last ? { lines, place: { account: last } } : this.#rootless({ type: '', id: firstId })
  }

  /** `last` null: no account is left. */
  async #accounts(after: string): Promise<{ lines: string[]; last: string | null }> {
    const counted = await this.#session.query<{ root_id: string; rows: number }>(
      distinctRoots,
      [this.#tenant, this.#granted, after],
      'snapshot-roots'
    )
    if (counted.length === 0) return { lines: [], last: null }
    let rows = 0
    const roots: string[] = []
    for (const root of counted) {
      if (rows > 0 && rows + root.rows > this.#limit) break
      rows += root.rows
      roots.push(root.root_id)
    }
    const found = await this.#session.query<Line>(
      accountLines,
      [this.#tenant, roots, ...this.#visible, historyTypes],
      'snapshot-accounts'
    )
    const lines: string[] = []
    let chars = 0
    let last = ''
    for (const { root_id: root, json } of found) {
      if (root !== last && chars > snapshotBytes) return { lines, last }
      last = root
      chars += json.length
      lines.push(`[${json}]`)
    }
    return { lines, last: roots.at(-1)! }
  }

  async #rootless(after: { type: string; id: string }): Promise<Page> {
    const keys = await this.#session.query<{ type: string; id: string }>(
      rootless,
      [this.#tenant, this.#granted, after.type, after.id, this.#limit],
      'snapshot-rootless-keys'
    )
    const last = keys.at(-1)
    if (!last) return { lines: [], place: null }
    const [line] = await this.#session.query<{ json: string | null }>(
      rootlessLine,
      [this.#tenant, JSON.stringify(keys), ...this.#visible],
      'snapshot-rootless'
    )
    const place = keys.length === this.#limit ? last : null
    return { lines: line?.json ? [`[${line.json}]`] : [], place }
  }
}
