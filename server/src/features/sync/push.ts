import { createHash } from 'node:crypto'
import { canonical, FieldfileError, Id, Op, pushLimits, PushResponse } from '@fieldfile/protocol'
import { z } from 'zod'
import type { ServerContext } from '../../context.ts'
import type { Session } from '../../db/database.ts'
import { commit, type Incoming, type Opened, type Queue } from './commit.ts'
import type { Outcome } from './write.ts'

/** The outer form of a push. Its ops are looked at one by one, so that one that is malformed does not stop the others. */
export const PushEnvelope = z.strictObject({ device: Id, ops: z.array(z.unknown()).min(1) })
const OpHead = z.looseObject({ opId: Id, dseq: z.int().min(1) })

/** Code points that jsonb cannot hold, in the escapes that JSON.stringify writes for them. */
const unstorable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/

/** What an op does, without its place in the queue: after DSEQ_REUSED the same op comes again under another number. */
function hashOf({ kind, type, id, group, fields, base, reverts, settles }: Op): string {
  const content = canonical({ kind, type, id, group, fields, base, reverts, settles })
  return createHash('sha256').update(content).digest('base64url').slice(0, 22)
}

/** Throws BAD_REQUEST for what cannot even be answered op by op, TOO_LARGE for too many. */
export function readOps(raw: readonly unknown[], device: string): Incoming[] {
  if (raw.length > pushLimits.ops) throw new FieldfileError('TOO_LARGE')
  return raw.map((item) => {
    const head = OpHead.safeParse(item)
    if (!head.success) throw new FieldfileError('BAD_REQUEST', { message: 'an op without opId and dseq' })
    const { opId, dseq } = head.data
    const parsed = Op.safeParse(item)
    const text = JSON.stringify(item)
    if (!parsed.success || unstorable.test(text)) {
      return {
        opId,
        dseq,
        hash: createHash('sha256').update(text).digest('base64url').slice(0, 22),
        op: null,
        raw: item
      }
    }
    // The author's device is the one that signed in, whatever the clock text says.
    const op: Op = { ...parsed.data, hlc: parsed.data.hlc.slice(0, 18) + device }
    return { opId, dseq, hash: hashOf(op), op, raw: item }
  })
}

interface DeviceRow {
  last_dseq: number
  epoch: number
  status: string
  head_epoch: number
}
interface ResultRow {
  device: string
  dseq: number
  op_id: string
  hash: string
  status: Outcome['status']
  seq: number
  code: string | null
  field: string | null
}

/** The device's queue: each of its ops counts once, in order (rules I2 and I4). */
function queueOf(tenant: string, userId: string, device: string, ops: readonly Incoming[]): Queue {
  return {
    async open(session: Session) {
      const [devices, results] = await Promise.all([
        session.query<DeviceRow>(
          `select d.last_dseq, d.epoch, d.status, h.epoch as head_epoch from device d join sync_head h on h.tenant = d.tenant
           where d.tenant = $1 and d.id = $2 and d.user_id = $3 for update of d`,
          [tenant, device, userId],
          'lock-device'
        ),
        session.query<ResultRow>(
          `select device, dseq, op_id, hash, status, seq, code, field from op_result
           where tenant = $1 and device = $2 and dseq = any($3::bigint[])
           union all
           select r.* from unnest($4::uuid[]) as k(id) cross join lateral (
             select device, dseq, op_id, hash, status, seq, code, field from op_result
             where tenant = $1 and status = 'applied' and op_id = k.id limit 1
           ) r`,
          [tenant, device, ops.map(({ dseq }) => dseq), ops.map(({ opId }) => opId)],
          'op-results'
        )
      ])
      const row = devices[0]
      if (!row || row.status !== 'active') throw new FieldfileError('DEVICE_REVOKED')
      return sortOut(ops, device, row, results)
    }
  }
}

/** Which ops are new, and what is answered for the others. */
function sortOut(
  ops: readonly Incoming[],
  device: string,
  { last_dseq, epoch, head_epoch }: DeviceRow,
  results: readonly ResultRow[]
): Opened {
  const atDseq = new Map(results.filter((r) => r.device === device).map((r) => [r.dseq, r]))
  const applied = new Map(results.filter((r) => r.status === 'applied').map((r) => [r.op_id, r]))
  const known: Outcome[] = []
  const repeated: Outcome[] = []
  const fresh: Incoming[] = []
  const inThisPush = new Map<string, Incoming>()
  let last = last_dseq
  // After a restore the server may know an older number than the device: its first is taken as it comes.
  let anyStart = epoch < head_epoch
  for (const op of ops) {
    const before = atDseq.get(op.dseq)
    if (before) {
      if (before.op_id !== op.opId || before.hash !== op.hash) throw new FieldfileError('DSEQ_REUSED')
      known.push(answered(before))
      continue
    }
    if (op.dseq <= last && !anyStart) throw new FieldfileError('DSEQ_REUSED')
    if (op.dseq !== last + 1 && !anyStart) throw new FieldfileError('DSEQ_GAP')
    anyStart = false
    last = Math.max(last, op.dseq)
    const same = applied.get(op.opId)
    const twin = inThisPush.get(op.opId)
    if (same && same.hash === op.hash) {
      repeated.push({
        opId: op.opId,
        dseq: op.dseq,
        hash: op.hash,
        status: 'duplicate',
        n: null,
        seq: same.seq,
        code: null,
        field: null,
        content: null
      })
    } else if (same || twin) {
      // An opId stands for one change only. The other content is kept with the refusal.
      fresh.push({ ...op, op: null })
    } else {
      inThisPush.set(op.opId, op)
      fresh.push(op)
    }
  }
  return { fresh, known, repeated, lastDseq: last }
}

/** A refusal is answered again as it was; anything else took effect, and does so once. */
function answered({ dseq, op_id, hash, status, seq, code, field }: ResultRow): Outcome {
  const again = status === 'refused' ? status : 'duplicate'
  return { opId: op_id, dseq, hash, status: again, n: null, seq, code, field, content: null }
}

export async function push(
  context: ServerContext,
  userId: string,
  device: string,
  raw: readonly unknown[]
): Promise<z.infer<typeof PushResponse>> {
  const ops = readOps(raw, device)
  const { results, lastDseq } = await commit(context, {
    userId,
    device,
    ops,
    queue: queueOf(context.tenant, userId, device, ops)
  })
  return { results, lastDseq }
}
