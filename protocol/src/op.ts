import { z } from 'zod'

const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
export const Id = uuid
const fieldName = z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/)

/**
 * What an op does to one field. `base` is the version of the field its author saw, 0 if none. Long text also sends the
 * text it started from, for the three-way merge.
 */
export const FieldChange = z.union([
  z.strictObject({ value: z.json(), base: z.int().min(0), was: z.string().optional() }),
  z.strictObject({ add: z.array(z.json()).optional(), remove: z.array(z.json()).optional(), base: z.int().min(0) }),
  z.strictObject({ append: z.array(z.looseObject({ id: uuid })) })
])
export type FieldChange = z.infer<typeof FieldChange>

/** One change to one record (PROTOCOL, "Vocabulary"). */
export const Op = z.strictObject({
  opId: uuid,
  /** The device's dense counter 1, 2, 3 … */
  dseq: z.int().min(1),
  /** Ops of one group succeed or fail together. */
  group: uuid.nullable(),
  kind: z.enum(['create', 'edit', 'delete']),
  type: z.string().max(64),
  id: uuid,
  hlc: z.string().regex(/^[0-9a-f]{12}-[0-9a-f]{4}-[0-9a-f-]{36}$/),
  /** The version of the definitions its author had. */
  schema: z.int().min(1),
  fields: z.record(fieldName, FieldChange),
  /** For a delete: the record's seq its author saw. */
  base: z.int().min(0).optional(),
  /** An undo names the op it takes back. */
  reverts: uuid.optional(),
  /** An op that settles a conflict copy names it. */
  settles: uuid.optional()
})
export type Op = z.infer<typeof Op>

/** The record types are data, so a whole op is checked by `checkOp` in checks.ts; this is its outer form. */
export const OpResult = z.discriminatedUnion('status', [
  z.object({ opId: uuid, dseq: z.int(), status: z.literal('applied'), seq: z.int(), conflicts: z.int().optional() }),
  z.object({ opId: uuid, dseq: z.int(), status: z.literal('duplicate'), seq: z.int() }),
  z.object({ opId: uuid, dseq: z.int(), status: z.literal('refused'), code: z.string(), field: z.string().optional() })
])
export type OpResult = z.infer<typeof OpResult>
