import { isErrorCode, LookupResponse, type LookupRequest, type Op, type Row } from '@fieldfile/protocol'
import { WriteRefused } from './errors.ts'
import type { LookedUp } from './messages.ts'
import { keyOf, type Memory } from './memory.ts'
import { isRow } from './parse-pull.ts'
import type { Transport } from './conversation.ts'

/** Looked-up rows kept in memory; the oldest go first. They are never written to the disk. */
const keptRows = 5_000

/** Asks the server for what this device does not hold. The rows join the view, marked `origin: 'server'`. */
export async function lookup(memory: Memory, transport: Transport, request: LookupRequest): Promise<LookedUp> {
  const answer = await transport('sync.lookup', request)
  if (!answer.ok) throw new WriteRefused(isErrorCode(answer.error.code) ? answer.error.code : 'SERVER_ERROR')
  const parsed = LookupResponse.safeParse(answer.body)
  if (!parsed.success || !parsed.data.rows.every((row) => isRow(row))) throw new WriteRefused('SERVER_ERROR')
  const rows = parsed.data.rows as Row[]
  const foreign = rows.filter((row) => !memory.stored(row.type, row.id) || memory.orphans.has(keyOf(row.type, row.id)))
  memory.setTransient(foreign, keptRows)
  if (request.ids) {
    const got = new Set(rows.map((row) => row.id))
    memory.dropTransient(request.ids.filter((id) => !got.has(id)).map((id) => ({ type: request.type, id })))
  }
  return { found: rows.map(({ type, id }) => ({ type, id })), more: parsed.data.more, asOf: parsed.data.asOf }
}

/** After the server has taken edits of looked-up rows, fetches how they stand now. Failing is no harm. */
export async function refreshLookedUp(memory: Memory, transport: Transport, ops: readonly Op[]): Promise<void> {
  const byType = new Map<string, Set<string>>()
  for (const { type, id } of ops) {
    if (memory.isLookedUp(type, id)) byType.set(type, (byType.get(type) ?? new Set()).add(id))
  }
  for (const [type, all] of byType) {
    const ids = [...all].slice(0, 200)
    await lookup(memory, transport, { type, ids, limit: 200 }).catch(() => {})
  }
}
