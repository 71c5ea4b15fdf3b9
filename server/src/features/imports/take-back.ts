import { metaOf, type RecordType } from '@fieldfile/protocol'
import type { ServerOp } from '../sync/server-ops.ts'
import type { Kept, Written } from './repository.ts'

/**
 * What undoes an import. Fields it filled are emptied and records it made are deleted, unless somebody edited them since. A company
 * it made goes or stays as a whole: a visit or an edit anywhere below it keeps all of it, since the visit may name its contact.
 * `writtenAt` is the clock of the import's commit.
 */
export function takeBack(
  effects: readonly Written[],
  types: ReadonlyMap<string, RecordType>,
  writtenAt: string
): { ops: ServerOp[]; kept: Kept[] } {
  const there = effects.filter((effect) => !effect.deleted)
  const made = there.filter((effect) => effect.fields === null)
  const companies = new Set(made.filter((e) => e.type === 'account').map((e) => e.id))
  const companyOf = (e: Written): string | null =>
    e.type === 'account' ? e.id : e.root && companies.has(e.root) ? e.root : null
  const touched = made.filter((e) => e.strangers > 0 || editedSince(e, types.get(e.type)))
  const staying = new Set(touched.map(companyOf).filter((id) => id !== null))
  const kept: Kept[] = []
  const ops: ServerOp[] = []

  for (const effect of made) {
    const company = companyOf(effect)
    const stays = touched.includes(effect) || (company !== null && staying.has(company))
    if (!stays) ops.push({ kind: 'delete', type: effect.type, id: effect.id, base: effect.seq })
    // Postings are no records a person knows; they stay with their person.
    else if (effect.type !== 'posting') kept.push({ ...named(effect), field: null })
  }
  for (const effect of there) {
    if (effect.fields === null) continue
    const { clear, remove, edited } = emptied(effect, effect.fields, writtenAt)
    for (const field of edited) kept.push({ ...named(effect), field })
    if (Object.keys(clear).length + Object.keys(remove).length > 0)
      ops.push({ kind: 'edit', type: effect.type, id: effect.id, values: clear, remove, base: effect.seq })
  }
  return { ops, kept }
}

const named = ({ type, id, body }: Written) => ({ type, id, title: String(body['shortName'] ?? body['name'] ?? '') })

/** Scores and what the ERP owns are nobody's edit. */
function editedSince({ meta }: Written, type: RecordType | undefined): boolean {
  const made = meta['*']?.ver ?? 0
  return Object.entries(meta).some(([name, { ver }]) => {
    const merge = type?.fields[name]?.merge
    return ver > made && merge !== 'derived' && merge !== 'master'
  })
}

/** A field is as the import filled it while its last author is the import's commit. */
function emptied(effect: Written, fields: readonly string[], writtenAt: string) {
  const clear: Record<string, unknown> = {}
  const remove: Record<string, readonly unknown[]> = {}
  const edited: string[] = []
  for (const field of fields) {
    const value = effect.body[field]
    if (timeOf(metaOf(effect, field)?.hlc ?? '') !== timeOf(writtenAt)) edited.push(field)
    else if (Array.isArray(value)) remove[field] = value
    else clear[field] = null
  }
  return { clear, remove, edited }
}

/** The ops of one commit share clock and device; only their counter differs. */
const timeOf = (hlc: string): string => hlc.slice(0, 12) + hlc.slice(17)
