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

/** The first title field that is filled, the English one first where asked for; undefined if it has no name yet. */
export function titleOf(type: RecordType | undefined, body: Readonly<Body>, english = false): string | undefined {
  const fields = type?.entity.title ?? []
  for (const field of english && fields.includes('nameEn') ? ['nameEn', ...fields] : fields) {
    const value = body[field]
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}

/** Names records by type and id; what is not there has none. */
export const namer =
  (db: Pick<RecordSource, 'get'>, types: ReadonlyMap<string, RecordType>, english = false) =>
  (type: string, id: string | null | undefined): string | null => {
    const target = id ? db.get(type, id) : undefined
    return (target && titleOf(types.get(type), target.body, english)) ?? null
  }

/** A record as screens show it, with the names of everything it refers to. */
export function recordView(
  db: RecordSource,
  types: ReadonlyMap<string, RecordType>,
  record: StoredRecord,
  english = false
): RecordView {
  const type = types.get(record.type)
  const state = db.state(record.type, record.id)
  const names: Record<string, string> = {}
  const nameOf = namer(db, types, english)
  const name = (to: string, id: unknown) => {
    if (typeof id !== 'string' || id in names) return
    const title = nameOf(to, id)
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
    return [key, { id, value: other(copy?.body, record.body[key]) }] as const
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
    editable: fields.filter(([key, field]) => isWritable(key, field) && state.mayEdit(key, field)).map(([key]) => key),
    mayDelete: state.mayDelete
  }
}

/** The value of a conflict copy (E-60) that is not the one shown. */
function other(copy: Readonly<Body> | undefined, shown: unknown): unknown {
  const isShown = JSON.stringify(copy?.['loser'] ?? null) === JSON.stringify(shown ?? null)
  return copy?.[isShown ? 'winner' : 'loser']
}

/** Computed fields, and those that import or events own, are never typed into. */
const typed: readonly Field['merge'][] = ['register', 'text', 'set', 'append']
const isWritable = (name: string, field: Field): boolean => typed.includes(field.merge) && name !== 'events'
