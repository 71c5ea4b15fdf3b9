import { createHash } from 'node:crypto'
import { canonical, FieldfileError, Id, Op, pushLimits, PushResponse } from '@fieldfile/protocol'
import { z } from 'zod'
import type { Incoming } from './commit.ts'
import type { GroupCommit } from './group.ts'

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

export async function push(
  group: GroupCommit,
  userId: string,
  device: string,
  raw: readonly unknown[]
): Promise<z.infer<typeof PushResponse>> {
  const { results, lastDseq } = await group.add({ userId, device, ops: readOps(raw, device) })
  return { results, lastDseq }
}
