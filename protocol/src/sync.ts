import { z } from 'zod'
import { Id, Op, OpResult } from './op.ts'

/** Messages of PROTOCOL.md, JSON over HTTPS. */
const seq = z.int().min(0)
const bucket = z.string().regex(/^[atugdh]:[A-Za-z0-9:_-]{1,120}$/)
const meta = z.looseObject({ ver: z.int(), hlc: z.string(), device: z.string() })

export const Row = z.object({
  type: z.string(),
  id: Id,
  rootId: Id.nullable(),
  seq,
  deleted: z.boolean(),
  body: z.record(z.string(), z.json()),
  meta: z.record(z.string(), meta)
})

export const HelloRequest = z.strictObject({
  proto: z.int(),
  schema: z.int(),
  device: Id,
  epoch: z.int().nullable(),
  clock: z.int()
})
export const HelloResponse = z.object({
  epoch: z.int(),
  lastDseq: seq,
  serverTime: z.int(),
  grants: z.array(bucket),
  limits: z.object({
    pushOps: z.int(),
    pushBytes: z.int(),
    pullRows: z.int(),
    /** About how large a page of a snapshot is. Absent: this server has none, everything comes by pull. */
    snapshotBytes: z.int().optional()
  })
})

/** What one push holds at most: ops, and bytes of JSON. A group goes in one. */
export const pushLimits = { ops: 500, bytes: 512 * 1024 } as const
export const PushRequest = z.strictObject({ device: Id, ops: z.array(Op).min(1).max(pushLimits.ops) })
export const PushResponse = z.object({ results: z.array(OpResult), lastDseq: seq, retryAfter: z.number().optional() })

export const PullRequest = z.strictObject({
  device: Id,
  cursors: z.record(bucket, seq),
  limit: z.int().min(1).max(2000).default(2000)
})
/** A row's membership in a bucket. `put` without `row`: the row came earlier in this answer, under another bucket. */
export const PullEntry = z.object({ seq, op: z.enum(['put', 'drop']), type: z.string(), id: Id, row: Row.optional() })
export const PullResponse = z.object({
  epoch: z.int(),
  grants: z.array(bucket),
  pages: z.array(z.object({ bucket, entries: z.array(PullEntry), next: seq })),
  ackDseq: seq,
  /** The device now holds the server's state of all its buckets (rule I6). */
  complete: z.boolean(),
  /** Rows still to come, an estimate for the progress bar. */
  remaining: z.int(),
  serverTime: z.int()
})

/** Where a snapshot goes on: `next` of its last page, opaque to the device. */
export const SnapshotToken = z.string().max(200)
/**
 * Everything of some buckets in the order of accounts, for a device that holds nothing of them. `after` null: from the
 * start. The answer is text (`snapshotType`), a line for each pack: first the head, then arrays of `SnapshotRow`, those of
 * an account together, hot before history, at last what hangs from no account. A device may keep a line as it came.
 */
export const SnapshotRequest = z.strictObject({
  device: Id,
  buckets: z.array(bucket).min(1).max(5000),
  after: SnapshotToken.nullable(),
  /** Rows of a page; an account with more than that is a page of its own. */
  limit: z.int().min(1).max(2000).default(2000)
})
export const SnapshotHead = z.object({
  epoch: z.int(),
  /** Pull goes on from here when the last page has come: read before the first one. */
  head: seq,
  /** Null: this was the last page. */
  next: SnapshotToken.nullable(),
  /** Of all pages together, an estimate for the progress bar. */
  total: z.int(),
  serverTime: z.int()
})
/** A row, the asked buckets it is a member of, each at the row's own seq, and the epoch. */
export const SnapshotRow = z.tuple([Row, z.array(bucket).min(1), z.int()])
export const snapshotType = 'application/x-ndjson'

/** Looking up what this device does not hold, through the same rights. */
export const LookupRequest = z.strictObject({
  type: z.string().max(64),
  /** Search text over the type's searchable fields. */
  q: z.string().max(200).optional(),
  /** All records that hang from this account, and the account itself. */
  root: Id.optional(),
  ids: z.array(Id).max(200).optional(),
  limit: z.int().min(1).max(500).default(100)
})
export const LookupResponse = z.object({ rows: z.array(Row), more: z.boolean(), asOf: z.int() })

/** What the live socket says: which of the device's buckets moved. Pull is the only way data moves. */
export const LiveMessage = z.object({ buckets: z.record(bucket, seq) })

export type HelloRequest = z.infer<typeof HelloRequest>
export type HelloResponse = z.infer<typeof HelloResponse>
export type PushRequest = z.infer<typeof PushRequest>
export type PushResponse = z.infer<typeof PushResponse>
export type PullRequest = z.infer<typeof PullRequest>
export type PullResponse = z.infer<typeof PullResponse>
export type PullEntry = z.infer<typeof PullEntry>
export type SnapshotRequest = z.infer<typeof SnapshotRequest>
export type SnapshotHead = z.infer<typeof SnapshotHead>
export type SnapshotRow = z.infer<typeof SnapshotRow>
export type LookupRequest = z.infer<typeof LookupRequest>
export type LookupResponse = z.infer<typeof LookupResponse>
export type LiveMessage = z.infer<typeof LiveMessage>

/** The routes of the sync conversation, in one table for server, main and tests. */
export const syncRoutes = {
  hello: { path: '/sync/hello', request: HelloRequest, response: HelloResponse },
  push: { path: '/sync/push', request: PushRequest, response: PushResponse },
  pull: { path: '/sync/pull', request: PullRequest, response: PullResponse },
  snapshot: { path: '/sync/snapshot', request: SnapshotRequest, response: SnapshotHead },
  lookup: { path: '/sync/lookup', request: LookupRequest, response: LookupResponse }
} as const
export type SyncRoute = keyof typeof syncRoutes
