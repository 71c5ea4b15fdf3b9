import type { ServerContext } from '../../context.ts'
import type { Moved } from './moved.ts'

const channel = 'fieldfile'

export interface Announcer {
  /** Hears which buckets moved, from every node. */
  hear(hearer: (moved: Moved) => void): () => void
  stop(): Promise<void>
}

interface Pending {
  seq: number
  buckets: Set<string>
  directory: boolean
}

/**
 * Tells this node's sockets and the other nodes what moved. NOTIFY inside a commit would serialise the whole instance, so
 * there is at most one every `everyMs`, after the commits; and a look at the heads every `pollMs` finds what it missed.
 */
export async function startAnnouncer(context: ServerContext, everyMs: number, pollMs: number): Promise<Announcer> {
  const { db, tenant, moved, log } = context
  const hearers = new Set<(moved: Moved) => void>()
  const node = context.newId()
  let known = (await head(context)) ?? 0
  /** What was told of each bucket, so that a look does not tell our own commits again. */
  const told = new Map<string, number>()
  let pending: Pending | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let stopped = false

  const tell = (what: Moved): void => {
    for (const bucket of what.buckets) told.set(bucket, Math.max(told.get(bucket) ?? 0, what.seq))
    for (const hearer of hearers) hearer(what)
  }

  async function flush(): Promise<void> {
    timer = null
    const now = pending
    pending = null
    if (!now || stopped) return
    tell({ seq: now.seq, buckets: [...now.buckets], directory: now.directory })
    if (db.engine !== 'postgres') return
    const message = JSON.stringify({ node, tenant, seq: now.seq, directory: now.directory })
    await db
      .session((session) => session.query('select pg_notify($1, $2)', [channel, message]))
      .catch((error: unknown) => log.warn({ reason: String(error) }, 'notify failed'))
  }

  const unhear = moved.hear((what) => {
    pending ??= { seq: 0, buckets: new Set(), directory: false }
    pending.seq = Math.max(pending.seq, what.seq)
    pending.directory ||= what.directory
    for (const bucket of what.buckets) pending.buckets.add(bucket)
    timer ??= setTimeout(() => void flush(), everyMs)
  })

  /** Reads which buckets moved since we last looked. Another node's commits are found here. */
  async function look(directory: boolean): Promise<void> {
    const seq = await head(context)
    if (seq === undefined || seq <= known || stopped) return
    const heads = await db.kysely
      .selectFrom('bucket_head')
      .select(['bucket', 'seq'])
      .where('tenant', '=', tenant)
      .where('seq', '>', known)
      .execute()
    known = Math.max(known, seq)
    const buckets = heads.filter((h) => h.seq > (told.get(h.bucket) ?? 0)).map(({ bucket }) => bucket)
    if (buckets.length > 0) tell({ seq, buckets, directory: directory || buckets.includes('g:reference') })
  }

  const unlisten = await db.listen(channel, (payload) => {
    const message = JSON.parse(payload) as { node: string; tenant: string; directory: boolean }
    if (message.node !== node && message.tenant === tenant) void look(message.directory).catch(() => {})
  })
  const poll = setInterval(
    () => void look(false).catch((error: unknown) => log.warn({ reason: String(error) }, 'poll failed')),
    pollMs
  )
  poll.unref()

  return {
    hear(hearer) {
      hearers.add(hearer)
      return () => hearers.delete(hearer)
    },
    async stop() {
      stopped = true
      unhear()
      clearInterval(poll)
      if (timer) clearTimeout(timer)
      await unlisten()
    }
  }
}

const head = async ({ db, tenant }: ServerContext): Promise<number | undefined> =>
  (await db.kysely.selectFrom('sync_head').select('seq').where('tenant', '=', tenant).executeTakeFirst())?.seq
