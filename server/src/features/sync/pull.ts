import type { ServerContext } from '../../context.ts'
import type { Session } from '../../db/database.ts'
import { readDevice, type DeviceState } from './hello.ts'
import { rowJson } from './row-json.ts'
import { epochFor, grantsFor, hiddenTypes } from './scope.ts'
import { byKeys } from './workset.ts'

/** A page ends early when its rows come to more than this many characters. */
const pageChars = 4_000_000

interface Head {
  bucket: string
  seq: number
  live: number
  cursor: number
}
interface Entry {
  seq: number
  bucket: string
  op: 'put' | 'drop'
  type: string
  id: string
}
interface RowText {
  type: string
  id: string
  seq: number
  json: string
}

/**
 * One answer to a pull, as JSON text: rows travel as PostgreSQL wrote them. Buckets are read side by side in seq order,
 * so that a row which lies in several of them comes once. All of it is read in one REPEATABLE READ transaction, so
 * when nothing is left over it is the server's state of these buckets (rules I5, I6, I8).
 */
export async function pull(
  context: ServerContext,
  userId: string,
  device: string,
  cursors: Readonly<Record<string, number>>,
  limit: number
): Promise<string> {
  const { db, tenant } = context
  return db.session(async (session) => {
    const [, state] = await Promise.all([
      session.query('begin isolation level repeatable read read only'),
      readDevice(session, tenant, userId, device)
    ])
    const grants = grantsFor(context, state.holder)
    const moved = (await readHeads(session, tenant, grants))
      .map((head) => ({ ...head, cursor: cursors[head.bucket] ?? 0 }))
      .filter((head) => head.seq > head.cursor)
    const page = moved.length > 0 ? await readPage(session, context, state, moved, limit) : empty
    await session.query('commit')
    return answer(context, state, grants, moved, page)
  })
}

const readHeads = (session: Session, tenant: string, grants: readonly string[]): Promise<Omit<Head, 'cursor'>[]> =>
  session.query(
    `select bucket, seq, live from bucket_head where tenant = $1 and bucket = any($2)`,
    [tenant, grants],
    'bucket-heads'
  )

interface Page {
  entries: Entry[]
  rows: ReadonlyMap<string, string>
  /** All entries up to here were read. */
  ceiling: number
  whole: boolean
}
const empty: Page = { entries: [], rows: new Map(), ceiling: 0, whole: true }

async function readPage(
  session: Session,
  context: ServerContext,
  state: DeviceState,
  moved: readonly Head[],
  limit: number
): Promise<Page> {
  const hidden = hiddenTypes(context, state.holder)
  // Enough from each bucket that together they fill the page, few enough that a hundred buckets do not read far ahead.
  const share = Math.min(limit, Math.max(50, Math.ceil((2 * limit) / moved.length)))
  const asked = moved.map(({ bucket, cursor }) => ({ bucket, cursor, hidden: hidden(bucket) }))
  // Drops go to a cursor of 0 too: it may be one that was set back, on a device that still holds the row.
  const read = await session.query<Entry>(
    `select e.seq, e.bucket, e.op, e.type, e.id
     from json_to_recordset($2::json) as g(bucket text, cursor bigint, hidden text[])
     cross join lateral (
       select b.seq, b.bucket, b.op, b.type, b.id from bucket_entry b
       where b.tenant = $1 and b.bucket = g.bucket and b.seq > g.cursor and b.type <> all (g.hidden)
       order by b.seq limit $3
     ) e
     order by e.seq`,
    [context.tenant, JSON.stringify(asked), share],
    'entries'
  )
  let ceiling = state.headSeq
  let whole = true
  const counts = new Map<string, number>()
  for (const { bucket, seq } of read) {
    const count = (counts.get(bucket) ?? 0) + 1
    counts.set(bucket, count)
    if (count === share) [ceiling, whole] = [Math.min(ceiling, seq), false]
  }
  const seqs = [...new Set(read.map(({ seq }) => seq))].filter((seq) => seq <= ceiling)
  if (seqs.length > limit) [ceiling, whole] = [seqs[limit - 1]!, false]
  const entries = read.filter(({ seq }) => seq <= ceiling)
  const rows = await readRows(session, context.tenant, entries)
  return fit({ entries, rows, ceiling, whole })
}

async function readRows(session: Session, tenant: string, entries: readonly Entry[]): Promise<Map<string, string>> {
  const keys = new Map(entries.filter(({ op }) => op === 'put').map(({ type, id }) => [`${type}/${id}`, { type, id }]))
  if (keys.size === 0) return new Map()
  const rows = await session.query<RowText>(
    byKeys(`r.type, r.id, r.seq, concat(${rowJson}) as json`),
    [tenant, JSON.stringify([...keys.values()])],
    'pull-rows'
  )
  return new Map(rows.map(({ type, id, json }) => [`${type}/${id}`, json]))
}

/** Cuts a page of very large rows; the rest comes with the next. */
function fit(page: Page): Page {
  let chars = 0
  let last = 0
  for (const { seq, type, id } of page.entries) {
    if (seq !== last && chars > pageChars) {
      return { ...page, entries: page.entries.filter((e) => e.seq <= last), ceiling: last, whole: false }
    }
    if (seq !== last) chars += page.rows.get(`${type}/${id}`)?.length ?? 0
    last = seq
  }
  return page
}

function answer(
  context: ServerContext,
  state: DeviceState,
  grants: readonly string[],
  moved: readonly Head[],
  page: Page
): string {
  const byBucket = new Map<string, Entry[]>(moved.map(({ bucket }) => [bucket, []]))
  for (const entry of page.entries) byBucket.get(entry.bucket)!.push(entry)
  const sent = new Set<string>()
  const entryText = ({ seq, op, type, id }: Entry): string => {
    const key = `${type}/${id}`
    const row = op === 'put' && !sent.has(key) ? page.rows.get(key) : undefined
    if (row) sent.add(key)
    return `{"seq":${seq},"op":"${op}","type":${JSON.stringify(type)},"id":"${id}"${row ? `,"row":${row}` : ''}}`
  }
  const pages = moved.map(({ bucket, cursor }) => {
    const entries = byBucket.get(bucket)!.map(entryText).join(',')
    return `{"bucket":${JSON.stringify(bucket)},"next":${Math.max(cursor, page.ceiling)},"entries":[${entries}]}`
  })
  const rest = {
    epoch: epochFor(state.headEpoch, state.holder.roles),
    grants,
    ackDseq: state.lastDseq,
    complete: page.whole,
    remaining: page.whole ? 0 : remaining(moved, page.ceiling),
    serverTime: context.clock()
  }
  return `{"pages":[${pages.join(',')}],${JSON.stringify(rest).slice(1)}`
}

/** An estimate: rows are taken as spread evenly over a bucket's seqs. Most rows of `u:` buckets also lie in a territory. */
function remaining(moved: readonly Head[], ceiling: number): number {
  const left = ({ seq, live, cursor }: Head): number => {
    if (seq <= ceiling) return 0
    return cursor === 0 ? (live * (seq - ceiling)) / seq : Math.min(live, seq - ceiling)
  }
  const sum = (heads: readonly Head[]): number => heads.reduce((total, head) => total + left(head), 0)
  const own = moved.filter(({ bucket }) => bucket.startsWith('u:'))
  return Math.ceil(Math.max(sum(own), sum(moved.filter((head) => !own.includes(head)))))
}
