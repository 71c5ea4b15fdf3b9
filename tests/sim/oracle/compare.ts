import type { Row } from '@fieldfile/protocol'
import { kinds, ModelRecord, taskState, text, type By } from './records.ts'

/** The first thing in which a body is not what the model says. */
export function difference(
  record: ModelRecord,
  deleted: boolean,
  body: Readonly<Record<string, unknown>>
): string | null {
  if (record.deleted !== deleted) return deleted ? 'is deleted' : 'is not deleted'
  for (const [field, kind] of Object.entries(kinds[record.type] ?? {})) {
    if (kind === 'text' && record.isTextOpen) continue
    const [is, should] =
      kind === 'set'
        ? [
            ((body[field] as unknown[] | null | undefined) ?? []).map(text).toSorted().join(),
            [...(record.sets.get(field)?.keys() ?? [])].toSorted().join()
          ]
        : kind === 'list'
          ? [
              ((body[field] as { id: string }[] | null | undefined) ?? [])
                .map(({ id }) => id)
                .toSorted()
                .join(),
              [...(record.lists.get(field) ?? [])].toSorted().join()
            ]
          : [text(body[field]), record.values.get(field) ?? 'null']
    if (is !== should) return `${field} is ${is}, should be ${should}`
  }
  if (record.type !== 'task' || record.events.length === 0) return null
  const { status, ...counts } = taskState(record.events)
  if (body['status'] !== status) return `status is ${text(body['status'])}, should be ${status}`
  const wrong = Object.entries(counts).find(([name, n]) => (body[name] ?? 0) !== n)
  return wrong ? `${wrong[0]} is ${text(body[wrong[0]])}, should be ${wrong[1]}` : null
}

/** What the server's row says of itself. */
export function fromRow(row: Row): ModelRecord {
  const record = new ModelRecord(row.type, byOf(row.meta['*']!))
  record.deleted = row.deleted
  for (const [name, meta] of Object.entries(row.meta)) if (name !== '*') record.last.set(name, byOf(meta))
  for (const [field, kind] of Object.entries(kinds[row.type] ?? {})) {
    const value = row.body[field]
    if (kind === 'set') {
      const el = row.meta[field]?.el as Record<string, Tag> | undefined
      const { seq, device } = record.by(field)
      const adds = (e: unknown) => el?.[typeof e === 'string' ? e : JSON.stringify(e)] ?? { ver: seq, device }
      const tags = ({ also = [], ...tag }: Tag) => [tag, ...also].map((t) => ({ seq: t.ver, device: t.device }))
      record.sets.set(field, new Map(((value as unknown[] | null) ?? []).map((e) => [text(e), tags(adds(e))])))
    } else if (kind === 'list') {
      const rows = (value as (ModelRecord['events'][number] & { id: string })[] | null) ?? []
      record.lists.set(
        field,
        rows.map(({ id }) => id)
      )
      if (field === 'events') record.events.push(...rows)
    } else record.values.set(field, text(value))
  }
  return record
}
const byOf = ({ ver, hlc, device }: { ver: number; hlc: string; device: string }): By => ({ seq: ver, hlc, device })

interface Tag {
  ver: number
  device: string
  also?: Tag[]
}
