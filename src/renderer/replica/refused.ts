import type { Op } from '@fieldfile/protocol'
import { WriteRefused } from './errors.ts'
import { changeOf, nextOp } from './make-op.ts'
import type { Saved } from './messages.ts'
import type { RefusedOp } from './store.ts'
import { checkDraft, countersOf, save, viewWith, type Draft, type WriteContext } from './writer.ts'

/**
 * Sends a refused op again with corrected values, as a new op: the server has consumed the old one. What failed only
 * because it stood in the same group goes along with it.
 */
export async function retryRefused(
  context: WriteContext,
  opId: string,
  values: Record<string, unknown>
): Promise<Saved> {
  const { memory, author } = context
  const chosen = memory.refused.get(opId)
  if (!chosen) throw new WriteRefused('NOT_FOUND')
  const together = membersOf(chosen, [...memory.refused.values()])
  const group = author.newId()
  const counters = countersOf(context)
  const drafts: Draft[] = []
  for (const { op: old } of together) {
    const type = memory.types.get(old.type)
    if (!type) throw new WriteRefused('UNKNOWN_TYPE')
    const view = viewWith(memory, type, old.id, drafts)
    const seen = { view: view?.body, base: memory.rowOf(old.type, old.id) }
    const fields: Op['fields'] = { ...old.fields }
    if (old.opId === opId) {
      for (const [name, value] of Object.entries(values)) {
        const made = changeOf(type, name, value, seen, old.kind === 'create')
        const refused = old.fields[name]
        // Corrected is what its author had before their eyes then: what others wrote since is not overwritten unseen.
        if (made && 'value' in made && refused && 'value' in refused) fields[name] = { ...refused, value: made.value }
        else if (made) fields[name] = made
        else delete fields[name]
      }
    }
    const kind = old.kind === 'create' && view ? 'edit' : old.kind
    const op: Op = { ...old, ...nextOp(counters, author, group, { kind, type: old.type, id: old.id }), fields }
    if (view || kind === 'create') checkDraft(context, type, op, view?.body)
    drafts.push({ op, before: Object.fromEntries(Object.keys(fields).map((name) => [name, view?.body[name] ?? null])) })
  }
  await save(
    context,
    group,
    drafts,
    counters,
    together.map((r) => r.opId)
  )
  return { ids: drafts.map((d) => d.op.id), group }
}

function membersOf(chosen: RefusedOp, all: readonly RefusedOp[]): RefusedOp[] {
  if (chosen.op.group === null) return [chosen]
  return all.filter((r) => r === chosen || r.op.group === chosen.op.group).toSorted((a, b) => a.dseq - b.dseq)
}
