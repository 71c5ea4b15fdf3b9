import { formatHlc, type Loser, type Op, type RecordType, type Row } from '@fieldfile/protocol'
import { schemaVersion } from '@fieldfile/protocol/version'

/** The server's own device: the author of what no person wrote. */
export const serverDevice = '00000000-0000-7000-8000-000000000001'

type By = Loser['winnerMeta']
/** Versions stay out: they are not known before the commit, and nobody needs them here. */
const by = ({ user, hlc, device }: By) => ({ user: user ?? null, hlc, device })

/**
 * The creation of the conflict copy of a value that lost (rules I3, I20). It hangs from the record's account; that of a
 * facet hangs from nothing, so that it reaches its two authors and nobody else.
 */
export function conflictRow(type: RecordType, row: Row, op: Op, loser: Loser, at: number, newId: () => string): Op {
  const fields: Record<string, unknown> = {
    ...(type.facet ? {} : { accountId: row.rootId }),
    source: 'rule',
    recordType: row.type,
    recordId: row.id,
    field: loser.field,
    opId: op.opId,
    reason: loser.reason,
    winner: loser.winner ?? null,
    loser: loser.loser ?? null,
    ...(loser.original === undefined ? {} : { original: loser.original }),
    winnerBy: by(loser.winnerMeta),
    loserBy: by(loser.loserMeta),
    authorUserId: loser.loserMeta.user ?? null,
    winnerUserId: loser.winnerMeta.user ?? null
  }
  const event = { id: newId(), event: 'open', at: { at: new Date(at).toISOString(), zone: 'UTC' } }
  return {
    opId: newId(),
    dseq: 1,
    group: null,
    kind: 'create',
    type: 'conflict',
    id: newId(),
    hlc: formatHlc(at, 0, serverDevice),
    schema: schemaVersion,
    fields: {
      ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { value: value as never, base: 0 }])),
      events: { append: [event] }
    }
  }
}
