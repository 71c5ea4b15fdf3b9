import { FieldfileError } from '@fieldfile/protocol'
import type { Session } from '../../db/database.ts'
import type { Incoming } from './commit.ts'
import type { Outcome } from './write.ts'

/** What a device sends: its ops in the order of its counter. */
export interface Sent {
  userId: string
  device: string
  ops: readonly Incoming[]
}

/** What of it is new, and what was answered before. */
export interface Opened {
  fresh: readonly Incoming[]
  /** Answered before under the same number. */
  known: readonly Outcome[]
  /** Took effect before under another number, which is now consumed too. */
  repeated: readonly Outcome[]
  lastDseq: number
}

interface DeviceRow {
  id: string
  user_id: string
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

const resultColumns = 'r.device, r.dseq, r.op_id, r.hash, r.status, r.seq, r.code, r.field'

/**
 * Locks the devices, in the order of their ids, and sorts out what each sends: every op counts once, in order (rules I2
 * and I4). A device that may not send, or sends out of order, gets its error; the others go on.
 */
export async function openQueues(
  session: Session,
  tenant: string,
  sent: readonly Sent[]
): Promise<(Opened | FieldfileError)[]> {
  const spans = sent.map(({ device, ops }) => {
    const dseqs = ops.map(({ dseq }) => dseq)
    return { device, from: Math.min(...dseqs), to: Math.max(...dseqs) }
  })
  const opIds = sent.flatMap(({ ops }) => ops.map(({ opId }) => opId))
  const [devices, results] = await Promise.all([
    session.query<DeviceRow>(
      `select d.id, d.user_id, d.last_dseq, d.epoch, d.status, h.epoch as head_epoch
       from device d join sync_head h on h.tenant = d.tenant
       where d.tenant = $1 and d.id = any($2::uuid[]) order by d.id for update of d`,
      [tenant, sent.map(({ device }) => device)],
      'lock-devices'
    ),
    session.query<ResultRow>(
      `select ${resultColumns} from json_to_recordset($2::json) as k(device uuid, "from" bigint, "to" bigint)
       join op_result r on r.tenant = $1 and r.device = k.device and r.dseq between k."from" and k."to"
       union all
       select r.* from unnest($3::uuid[]) as k(id) cross join lateral (
         select ${resultColumns} from op_result r
         where r.tenant = $1 and r.status = 'applied' and r.op_id = k.id limit 1
       ) r`,
      [tenant, JSON.stringify(spans), opIds],
      'op-results'
    )
  ])
  return sent.map(({ userId, device, ops }) => {
    const row = devices.find(({ id }) => id === device)
    if (!row || row.user_id !== userId || row.status !== 'active') return new FieldfileError('DEVICE_REVOKED')
    try {
      return sortOut(ops, device, row, results)
    } catch (error) {
      if (error instanceof FieldfileError) return error
      throw error
    }
  })
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
