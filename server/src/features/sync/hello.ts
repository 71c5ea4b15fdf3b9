import { FieldfileError, pushLimits, type HelloResponse, type Holder } from '@fieldfile/protocol'
import type { ServerContext } from '../../context.ts'
import type { Session } from '../../db/database.ts'
import { epochFor, grantsFor, readHolder } from './scope.ts'

const pullRows = 2000
/** A page of a snapshot ends with the account that takes it over this. */
export const snapshotBytes = 1_500_000

export interface DeviceState {
  holder: Holder
  lastDseq: number
  headEpoch: number
  headSeq: number
}

interface StateRow {
  status: string
  disabled: boolean
  last_dseq: number
  epoch: number
  seq: number
}

/** What the device's user holds, in the caller's transaction. Throws for a revoked device and a disabled user (rule I22). */
export async function readDevice(
  session: Session,
  tenant: string,
  userId: string,
  device: string
): Promise<DeviceState> {
  const [rows, holder] = await Promise.all([
    session.query<StateRow>(
      `select d.status, c.disabled, d.last_dseq, h.epoch, h.seq
       from device d join sync_head h on h.tenant = d.tenant join credential c on c.tenant = d.tenant and c.user_id = d.user_id
       where d.tenant = $1 and d.id = $2 and d.user_id = $3`,
      [tenant, device, userId],
      'device-state'
    ),
    readHolder(session, tenant, userId)
  ])
  const row = rows[0]
  if (!row || row.status !== 'active') throw new FieldfileError('DEVICE_REVOKED')
  if (row.disabled || !holder) throw new FieldfileError('USER_DISABLED')
  return { holder, lastDseq: row.last_dseq, headEpoch: row.epoch, headSeq: row.seq }
}

export async function hello(context: ServerContext, userId: string, device: string): Promise<HelloResponse> {
  const { db, tenant, clock } = context
  const state = await db.session((session) => readDevice(session, tenant, userId, device))
  return {
    epoch: epochFor(state.headEpoch, state.holder.roles),
    lastDseq: state.lastDseq,
    serverTime: clock(),
    grants: grantsFor(context, state.holder),
    limits: { pushOps: pushLimits.ops, pushBytes: pushLimits.bytes, pullRows, snapshotBytes }
  }
}
