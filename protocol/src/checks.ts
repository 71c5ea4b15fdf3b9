import type { RecordType } from './entity.ts'
import type { ErrorCode } from './errors.ts'
import { valueSchema, type Field } from './fields.ts'
import { ruleOf, type LifeEvent } from './life-cycle.ts'
import type { FieldChange, Op } from './op.ts'

export interface Refusal {
  code: ErrorCode
  field?: string
}

/** Fields only a person's op may not set: they are computed, or owned by import and server. */
const closed = (field: Field): boolean =>
  field.merge === 'derived' || field.merge === 'guarded' || field.merge === 'master'

/**
 * Checks an op against the definitions: known type and fields, values of the right form, required fields on creation.
 * `trusted` is the server's own writing (import, rules), which may set master and derived fields.
 */
export function checkOp(types: ReadonlyMap<string, RecordType>, op: Op, trusted = false): Refusal | null {
  const type = types.get(op.type)
  if (!type) return { code: 'UNKNOWN_TYPE' }
  if (op.kind === 'edit' && type.entity.appendOnly) return { code: 'APPEND_ONLY' }
  for (const [name, change] of Object.entries(op.fields)) {
    const field = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined
    if (!field) return { code: 'UNKNOWN_FIELD', field: name }
    if (closed(field) && !trusted) return { code: 'FIELD_READ_ONLY', field: name }
    if (!fits(field, change)) return { code: 'BAD_VALUE', field: name }
    const refusal = name === 'events' && 'append' in change ? checkEvents(type, change.append, trusted) : null
    if (refusal) return refusal
  }
  if (op.kind === 'create' && !type.facet) {
    for (const [name, field] of Object.entries(type.fields)) {
      if (field.required && !closed(field) && !filled(op.fields[name])) return { code: 'REQUIRED', field: name }
    }
  }
  if (op.kind === 'edit') {
    for (const [name, change] of Object.entries(op.fields)) {
      if (type.fields[name]?.required && 'value' in change && !filled(change)) return { code: 'REQUIRED', field: name }
    }
  }
  return null
}

function fits({ type }: Field, change: FieldChange): boolean {
  if (type.kind === 'set') {
    if (!('add' in change || 'remove' in change) || 'value' in change) return false
    return valueSchema(type).safeParse([...(change.add ?? []), ...(change.remove ?? [])]).success
  }
  if (type.kind === 'list') {
    if (!('append' in change)) return false
    const schema = valueSchema(type)
    return change.append.every((row) => schema.safeParse(row).success)
  }
  return 'value' in change && (change.value === null || valueSchema(type).safeParse(change.value).success)
}

/** What the events would set must fit the fields it goes to. An event of a newer version is kept and flagged by the fold. */
function checkEvents(type: RecordType, events: readonly object[], trusted: boolean): Refusal | null {
  const cycle = type.entity.lifeCycle
  if (!cycle) return null
  for (const { event, args, reason } of events as readonly LifeEvent[]) {
    const rule = ruleOf(cycle, event)
    if (!rule) continue
    if (args != null && (typeof args !== 'object' || Array.isArray(args))) return { code: 'BAD_VALUE', field: 'events' }
    if (rule.to === 'given' && !Object.hasOwn(cycle.states, String(args?.['to'])))
      return { code: 'BAD_VALUE', field: cycle.field }
    for (const name of rule.sets ?? []) {
      const value = args?.[name] ?? null
      if (value !== null && !valueSchema(type.fields[name]!.type).safeParse(value).success)
        return { code: 'BAD_VALUE', field: name }
    }
    if (rule.reason === 'always' && !reason?.trim() && !trusted) return { code: 'REQUIRED', field: 'reason' }
  }
  return null
}

function filled(change: FieldChange | undefined): boolean {
  if (!change) return false
  if ('append' in change) return change.append.length > 0
  if ('value' in change) return change.value !== null && change.value !== ''
  return (change.add?.length ?? 0) > 0
}
