import { checkOp, formatHlc, type FieldChange, type Op } from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import type { Random } from './random.ts'
import { zone, type DemoRecord } from './record.ts'

/** Turns a demo record into the op that creates it, as if entered at its time. Values that are null are left out. */
export function createOp(random: Random, record: DemoRecord, device: string, dseq: number, createdBy: string): Op {
  const type = types.get(record.type)
  if (!type) throw new Error(`no such type: ${record.type}`)
  const common = type.facet ? {} : { createdAt: { at: new Date(record.at).toISOString(), zone }, createdBy }
  const fields: Record<string, FieldChange> = {}
  for (const [name, value] of Object.entries({ ...common, ...record.body })) {
    if (value === null || value === undefined) continue
    const kind = type.fields[name]?.type.kind
    if (kind === 'set') fields[name] = { add: value as string[], base: 0 }
    else if (kind === 'list') fields[name] = { append: value as { id: string }[] }
    else fields[name] = { value: value as string, base: 0 }
  }
  const op: Op = {
    opId: random.id(record.at),
    dseq,
    group: null,
    kind: 'create',
    type: record.type,
    id: record.id,
    hlc: formatHlc(record.at, dseq % 0xffff, device),
    schema: 1,
    fields
  }
  const refusal = checkOp(types, op, true)
  if (refusal)
    throw new Error(
      `${record.type} ${record.id}: ${refusal.code} ${refusal.field ?? ''} ${JSON.stringify(record.body)}`
    )
  return op
}
