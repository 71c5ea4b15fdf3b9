import { parseHlc } from '@fieldfile/protocol'
import { types, type Conflict } from '@fieldfile/protocol/entities/index'
import { titleOf } from '@fieldfile/domain/identity/record-view'
import { defineQuery, type ReadDb } from '../../replica/read.ts'

/** One side of a conflict: the value, and who set it, when, where. */
export interface Side {
  value: unknown
  by: string | null
  mine: boolean
  /** Epoch milliseconds of its author's clock; 0 when not known. */
  at: number
  device: string | null
}

export interface ConflictView {
  id: string
  recordType: string
  recordId: string
  field: string
  reason: 'concurrent' | 'deleteLost' | 'editRevived'
  title: string
  /** False while the record itself has not reached this device. */
  held: boolean
  winner: Side
  loser: Side
  /** What both started from, where the change said it: long text. */
  original: string | null
  /** Id → title of what the values refer to. */
  names: Record<string, string>
}

/** Open conflicts, the user's own first, then the newest. */
export const conflicts = defineQuery('sync.conflicts', (db, { english }: { english: boolean }): ConflictView[] =>
  db
    .all<Conflict>('conflict')
    .filter(({ body }) => (body.state ?? 'open') === 'open')
    .map(({ id, body }) => conflictOf(db, id, body, english))
    .toSorted(
      (a, b) =>
        Number(b.winner.mine || b.loser.mine) - Number(a.winner.mine || a.loser.mine) ||
        latest(b) - latest(a) ||
        (a.id < b.id ? -1 : 1)
    )
)

const latest = ({ winner, loser }: ConflictView): number => Math.max(winner.at, loser.at)

function conflictOf(db: ReadDb, id: string, body: Readonly<Conflict>, english: boolean): ConflictView {
  const recordType = body.recordType ?? ''
  const recordId = body.recordId ?? ''
  const names: Record<string, string> = {}
  const field = types.get(recordType)?.fields[body.field ?? '']
  const kind = field?.type.kind === 'set' ? field.type.of : field?.type
  if (kind?.kind === 'reference') {
    for (const value of [body.winner, body.loser].flat()) {
      const name = typeof value === 'string' ? titleIn(db, kind.to, value, english) : undefined
      if (name) names[value as string] = name
    }
  }
  return {
    id,
    recordType,
    recordId,
    field: body.field ?? '',
    reason: body.reason ?? 'concurrent',
    title: recordTitle(db, recordType, recordId, english),
    held: db.get(recordType, recordId) !== undefined,
    winner: sideOf(db, body.winner, body.winnerBy, english),
    loser: sideOf(db, body.loser, body.loserBy, english),
    original: typeof body.original === 'string' ? body.original : null,
    names
  }
}

function sideOf(db: ReadDb, value: unknown, by: unknown, english: boolean): Side {
  const { user, hlc, device } = (by ?? {}) as { user?: string; hlc?: string; device?: string }
  return {
    value,
    by: user ? (titleIn(db, 'user', user, english) ?? null) : null,
    mine: user === db.user.id,
    at: hlc ? parseHlc(hlc).ms : 0,
    device: device ?? null
  }
}

const titleIn = (db: ReadDb, type: string, id: string, english: boolean): string | undefined => {
  const rec = db.get(type, id)
  return rec && titleOf(types.get(type), rec.body, english)
}

/** What a person calls the record: its own title; a visit or report is called by its account. */
function recordTitle(db: ReadDb, type: string, id: string, english: boolean): string {
  // A facet is called like the record it belongs to.
  const owner = type.split(':', 1)[0]!
  const rec = db.get(owner, id) ?? db.get(type, id)
  if (!rec) return '—'
  const account = titleIn(db, 'account', String(rec.body['accountId'] ?? ''), english)
  const own = titleOf(types.get(owner), rec.body, english)
  if (owner === 'account' || owner === 'person' || owner === 'site') return own ?? '—'
  return [own, account].filter(Boolean).join(' · ') || '—'
}

/** Titles of the records of unsent and refused changes. */
export const titles = defineQuery(
  'sync.titles',
  (
    db,
    { refs, english }: { refs: readonly { type: string; id: string }[]; english: boolean }
  ): Record<string, string> => Object.fromEntries(refs.map(({ type, id }) => [id, recordTitle(db, type, id, english)]))
)

export const queries = [conflicts, titles]
