import { allows, mayStep, rightsOf, type Field, type RecordType } from '@fieldfile/protocol'
import type { Memory } from './memory.ts'
import type { Me, RecordState } from './read.ts'
import { relationTo } from './relation.ts'

/** How conflict copies name the record they belong to; the server writes them as ordinary records. */
export const conflictType = 'conflict'
interface ConflictBody {
  recordType?: string
  recordId?: string
  field?: string
  state?: string
}

/** Open conflict copies of a record; one that an op of this device settles is no longer open here. */
function openConflicts(memory: Memory, type: string, id: string): Record<string, string> {
  if (!memory.types.has(conflictType)) return {}
  const open: Record<string, string> = {}
  const copies = memory.where(conflictType, 'recordId', id)
  if (copies.length === 0) return open
  const settled = settledHere(memory)
  for (const rec of copies) {
    const body = rec.body as ConflictBody
    if (body.recordType === type && isOpen(body) && !settled.has(rec.id)) open[body.field ?? ''] = rec.id
  }
  return open
}

export function countConflicts(memory: Memory): number {
  const settled = settledHere(memory)
  let open = 0
  for (const rec of memory.ids(conflictType)) if (isOpen(rec.body) && !settled.has(rec.id)) open++
  return open
}

const isOpen = (body: ConflictBody): boolean => (body.state ?? 'open') === 'open'
function settledHere(memory: Memory): Set<string> {
  const ids = new Set<string>()
  for (const entries of memory.pending.values()) for (const { op } of entries) if (op.settles) ids.add(op.settles)
  return ids
}

export function recordState(memory: Memory, type: string, id: string, me: Me): RecordState {
  const definition = memory.types.get(type)
  const rec = memory.get(type, id)
  const unsent = new Set(
    memory
      .pendingOf(type, id)
      .filter((e) => e.seq === null)
      .flatMap((e) => Object.keys(e.op.fields))
  )
  const refused: Record<string, { code: string; value: unknown }> = {}
  for (const { op, code } of memory.refusedOf(type, id)) {
    for (const [field, change] of Object.entries(op.fields)) {
      refused[field] = {
        code,
        value: 'value' in change ? change.value : 'append' in change ? change.append : (change.add ?? [])
      }
    }
  }
  const relation = definition
    ? relationTo(memory, definition, id, rec?.body ?? {}, me)
    : { own: false, territory: false }
  const may = (letter: 'C' | 'W', field?: string, own?: Field): boolean =>
    definition !== undefined && allows(own?.rights ?? rightsOf(definition, field), me.roles, letter, relation)
  const letter = rec ? 'W' : 'C'
  return {
    unsent: [...unsent],
    refused,
    conflicts: openConflicts(memory, type, id),
    mayEdit: (field, own) =>
      definition !== undefined && editable(definition, field, rec !== undefined) && may(letter, field, own),
    mayDelete: rec !== undefined && may('W'),
    mayStep: (event) => definition !== undefined && mayStep(definition, [{ event }], me.roles, relation) === null
  }
}

/** Whether a person may edit the field at all, whoever they are. */
function editable(type: RecordType, name: string, exists: boolean): boolean {
  const field = type.fields[name]
  if (!field || (exists && type.entity.appendOnly)) return false
  return (
    field.merge !== 'derived' &&
    field.merge !== 'guarded' &&
    field.merge !== 'master' &&
    !(exists && field.merge === 'immutable')
  )
}
