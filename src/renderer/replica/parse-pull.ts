import { PullResponse } from '@fieldfile/protocol'
import { z } from 'zod'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const Outer = PullResponse.extend({
  pages: z.array(z.object({ bucket: z.string(), entries: z.array(z.unknown()), next: z.int().min(0) }))
})

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The same form as `PullResponse`, with the rows checked by hand: a first sync brings tens of thousands of them, and
 * what JSON.parse gave is JSON already.
 */
export function parsePull(body: unknown): PullResponse | null {
  const outer = Outer.safeParse(body)
  if (!outer.success) return null
  if (!outer.data.pages.every((page) => page.entries.every(isEntry))) return null
  const answer = outer.data as PullResponse
  return rowsAreWhole(answer) ? answer : null
}

/** A membership without its row is only sent after the row, in the same answer: anything else would lose it. */
function rowsAreWhole({ pages }: PullResponse): boolean {
  const seen = new Set<string>()
  for (const { entries } of pages) {
    for (const { op, type, id, row } of entries) {
      if (row) seen.add(`${type}/${id}`)
      else if (op === 'put' && !seen.has(`${type}/${id}`)) return false
    }
  }
  return true
}

function isEntry(entry: unknown): boolean {
  if (!isObject(entry) || !Number.isInteger(entry['seq']) || typeof entry['type'] !== 'string') return false
  if (typeof entry['id'] !== 'string' || !uuid.test(entry['id'])) return false
  if (entry['op'] !== 'put' && entry['op'] !== 'drop') return false
  return entry['row'] === undefined || isRow(entry['row'], entry['type'], entry['id'])
}

/** Whether this is a row, and the one its entry names. */
export function isRow(row: unknown, type?: string, id?: string): boolean {
  if (!isObject(row) || !isObject(row['body']) || !isObject(row['meta'])) return false
  if (type !== undefined && (row['type'] !== type || row['id'] !== id)) return false
  if (!Number.isInteger(row['seq']) || typeof row['deleted'] !== 'boolean') return false
  return Object.values(row['meta']).every(
    (m) => isObject(m) && Number.isInteger(m['ver']) && typeof m['hlc'] === 'string' && typeof m['device'] === 'string'
  )
}
