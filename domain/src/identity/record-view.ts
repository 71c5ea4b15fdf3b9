import { parseHlc, type Body, type Field, type RecordType, type RowMeta } from '@fieldfile/protocol'

/** What a screen shows of one record, without functions, so that it can be posted from worker to window. */
export interface RecordView {
  type: string
  id: string
  body: Readonly<Body>
  /** Field → when it was last set (epoch milliseconds) and by whom. `*`: at creation. */
  set: Readonly<Record<string, { at: number; by: string | null }>>
  /** Id → what it is called: everything the record refers to, and the authors of its fields. */
  names: Readonly<Record<string, string>>
  origin: 'device' | 'server'
  unsent: readonly string[]
  refused: Readonly<Record<string, { code: string; value: unknown }>>
  /** Field → the conflict copy that waits for a decision, with the other value. */
  conflicts: Readonly<Record<string, { id: string; value?: unknown }>>
  editable: readonly string[]
  mayDelete: boolean
}

/** What is needed of the replica; `ReadDb` fits. */
export interface RecordSource {
  get(type: string, id: string): { readonly body: Readonly<Body> } | undefined
  state(
    type: string,
    id: string
  ): {
    unsent: readonly string[]
    refused: Readonly<Record<string, { code: string; value: unknown }>>
    conflicts: Readonly<Record<string, string>>
    mayEdit(field: string, definition?: Field): boolean
    mayDelete: boolean
  }
}

interface StoredRecord {
  readonly type: string
  readonly id: string
  readonly body: Readonly<Body>
  readonly meta: RowMeta
  readonly origin: 'device' | 'server'
}

/** The first title field that is filled; undefined if the record has no name yet. */
export function titleOf(type: RecordType | undefined, body: Readonly<Body>): string | undefined {
  for (const field of type?.entity.title ?? []) {
    const value = body[field]
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}

/** A record as screens show it, with the names of everything it refers to. */
export function recordView(db: RecordSource, types: ReadonlyMap<string, RecordType>, record: StoredRecord): RecordView {
  const type = types.get(record.type)
  const state = db.state(record.type, record.id)
  const names: Record<string, string> = {}
  const name = (to: string, id: unknown) => {
    if (typeof id !== 'string' || id in names) return
    const target = db.get(to, id)
    const title = target && titleOf(types.get(to), target.body)
    if (title) names[id] = title
  }
  const fields = Object.entries(type?.fields ?? {})
  for (const [key, { type: kind }] of fields) {
    if (kind.kind === 'reference') name(kind.to, record.body[key])
    else if (kind.kind === 'set' && kind.of.kind === 'reference') {
      for (const id of (record.body[key] as unknown[] | null) ?? []) name(kind.of.to, id)
    }
  }
  const set = Object.fromEntries(
    Object.entries(record.meta).map(([key, meta]) => {
      name('user', meta.user)
      return [key, { at: parseHlc(meta.hlc).ms, by: meta.user ?? null }]
    })
  )
  const conflicts = Object.entries(state.conflicts).map(([key, id]) => {
    const copy = db.get('conflict', id)
    return [key, { id, value: copy?.body['value'] }] as const
  })
  return {
    type: record.type,
    id: record.id,
    body: record.body,
    set,
    names,
    origin: record.origin,
    unsent: state.unsent,
    refused: state.refused,
    conflicts: Object.fromEntries(conflicts),
    editable: fields.filter(([key, field]) => isWritable(field) && state.mayEdit(key, field)).map(([key]) => key),
    mayDelete: state.mayDelete
  }
}

/** Computed fields, and those that import or events own, are never typed into. */
const isWritable = (field: Field): boolean => field.merge === 'register' || field.merge === 'text' || field.merge === 'set'
