import { setImmediate } from 'node:timers/promises'
import { collects, type Mapping } from '@fieldfile/domain/imports/mapping'
import { Matcher, normalizeName, type Candidate, type Match } from '@fieldfile/domain/imports/matching'
import type { Target } from '@fieldfile/domain/imports/targets'
import { parseCell } from '@fieldfile/domain/imports/values'
import type { ImportCounts, ImportSettings } from '@fieldfile/protocol'
import { usccProblem } from '@fieldfile/domain/identity/uscc'
import type { Table } from './read-file.ts'

export type Values = Record<string, unknown>
export interface Problem {
  code: string
  column: string | null
  text: string | null
}

/** A company that exists already, on the server or earlier in the same file. */
export interface Existing extends Candidate {
  title: string
  /** Names of its fields that are filled: only empty ones are filled up. */
  filled: ReadonlySet<string>
  persons: ReadonlySet<string>
  sites: ReadonlySet<string>
}

export interface RowPlan {
  rowNo: number
  outcome: 'create' | 'update' | 'skip' | 'error'
  title: string
  /** The account this row belongs to: an existing one, one of an earlier row, or the new one. */
  accountId: string | null
  territoryId: string | null
  account: Values
  site: Values | null
  person: Values | null
  match: (Match & { title: string }) | null
  /** Much like a company that exists, but not the same by any key: imported, and shown. */
  alike: boolean
  problems: Problem[]
  cleaned: string[]
}

export interface Plan {
  rows: RowPlan[]
  counts: ImportCounts
}

interface Known {
  filled: Set<string>
  persons: Set<string>
  sites: Set<string>
  title: string
}

/** After so many rows others get their turn: fifty thousand take seconds. */
const stride = 500

/**
 * Decides for every row what it would do. Nothing is written. `newId` gives ids to the companies to be made, so that rows of the
 * same company find each other.
 */
export async function planImport(
  table: Table,
  settings: ImportSettings,
  targets: readonly Target[],
  existing: readonly Existing[],
  newId: () => string
): Promise<Plan> {
  const byPath = new Map(targets.map((t) => [t.path, t]))
  const matcher = new Matcher(existing)
  const known = new Map<string, Known>(
    existing.map((e) => [
      e.id,
      { filled: new Set(e.filled), persons: new Set(e.persons), sites: new Set(e.sites), title: e.title }
    ])
  )
  const fromFile = new Set<string>()
  const planRow = (cells: readonly string[], i: number): RowPlan => {
    const read = readRow(cells, table.header, settings, byPath)
    const plan: RowPlan = {
      rowNo: i + (settings.hasHeader ? 2 : 1),
      outcome: 'error',
      title: String(read.account['name'] ?? read.account['nameEn'] ?? ''),
      accountId: null,
      territoryId: territoryOf(cells, settings),
      account: read.account,
      site: read.site,
      person: read.person,
      match: null,
      alike: false,
      problems: read.problems,
      cleaned: read.cleaned
    }
    if (plan.problems.length > 0) return plan
    const candidate = candidateOf(read.account)
    const match = matcher.find(candidate)
    // A row of a company that an earlier row makes has nothing to compare side by side.
    if (match && !fromFile.has(match.id)) plan.match = { ...match, title: known.get(match.id)?.title ?? '' }
    // A shared switchboard is no proof: a phone alone only makes the row worth a look.
    if (match && match.score === 1 && match.by !== 'phone')
      return withExisting(plan, match.id, known.get(match.id)!, settings, fromFile)
    if (!plan.territoryId) {
      plan.problems.push({
        code: 'ROW_NO_TERRITORY',
        column: columnName(table, settings.territory.column),
        text: cellOf(cells, settings.territory.column)
      })
      return plan
    }
    plan.alike = plan.match !== null
    plan.accountId = newId()
    plan.outcome = 'create'
    known.set(plan.accountId, {
      filled: new Set(Object.keys(read.account)),
      persons: namesOf(read.person),
      sites: namesOf(read.site),
      title: plan.title
    })
    matcher.add({ ...candidate, id: plan.accountId })
    fromFile.add(plan.accountId)
    return plan
  }
  const rows: RowPlan[] = []
  for (const [i, cells] of table.rows.entries()) {
    if (i % stride === stride - 1) await setImmediate()
    rows.push(planRow(cells, i))
  }
  return { rows, counts: count(rows, fromFile) }
}

const namesOf = (values: Values | null): Set<string> =>
  new Set(values?.['name'] ? [normalizeName(String(values['name']))] : [])

/** The row's company exists: its empty fields, a contact and a site it does not have yet are what the row may bring. */
function withExisting(
  plan: RowPlan,
  id: string,
  known: Known,
  settings: ImportSettings,
  fromFile: ReadonlySet<string>
): RowPlan {
  const sameFile = fromFile.has(id)
  const fill = settings.onExisting === 'fill' || sameFile
  const account = Object.fromEntries(Object.entries(plan.account).filter(([name]) => fill && !known.filled.has(name)))
  const isNew = (values: Values | null, names: Set<string>): boolean => {
    if (!values || (!fill && !sameFile)) return false
    const name = normalizeName(String(values['name'] ?? ''))
    if (names.has(name)) return false
    names.add(name)
    return true
  }
  const person = isNew(plan.person, known.persons) ? plan.person : null
  const site = isNew(plan.site, known.sites) ? plan.site : null
  for (const name of Object.keys(account)) known.filled.add(name)
  const brings = Object.keys(account).length > 0 || person !== null || site !== null
  return { ...plan, accountId: id, account, person, site, outcome: brings ? 'update' : 'skip' }
}

function readRow(
  cells: readonly string[],
  header: readonly string[],
  settings: ImportSettings,
  byPath: ReadonlyMap<string, Target>
) {
  const records: Record<string, Values> = { account: {} }
  const problems: Problem[] = []
  const cleaned: string[] = []
  // Spreadsheets pad rows with empty cells; a missing or a filled cell too many means the columns have shifted.
  if (cells.length < header.length || cells.slice(header.length).some((cell) => cell.trim() !== ''))
    problems.push({ code: 'ROW_CELL_COUNT', column: null, text: `${cells.length} / ${header.length}` })
  for (const [i, path] of settings.mapping.entries()) {
    const target = path === null ? undefined : byPath.get(path)
    const text = cells[i]
    if (!target || text === undefined) continue
    const parsed = parseCell(text, target.field, target.name)
    if (!parsed.ok) {
      problems.push({ code: parsed.code, column: header[i] ?? null, text: text.slice(0, 80) })
      continue
    }
    if (parsed.cleaned) cleaned.push(header[i]!)
    if (parsed.value !== null) put((records[target.type] ??= {}), target, parsed.value)
  }
  for (const [path, value] of Object.entries(settings.defaults)) {
    const target = byPath.get(path)
    // A default alone makes no contact and no site.
    const record = target && records[target.type]
    if (record && record[target.name] === undefined && value !== null) record[target.name] = value
  }
  const account = records['account']!
  for (const [type, values] of Object.entries(records)) {
    for (const target of byPath.values()) {
      if (target.type === type && target.field.required && values[target.name] === undefined)
        problems.push({ code: 'REQUIRED', column: columnOf(settings.mapping, header, target), text: null })
    }
  }
  const uscc = account['uscc']
  const usccTarget = byPath.get('account.uscc')
  if (usccTarget && typeof uscc === 'string' && usccProblem(uscc))
    problems.push({ code: 'BAD_CHECK_DIGIT', column: columnOf(settings.mapping, header, usccTarget), text: uscc })
  return { account, site: records['site'] ?? null, person: records['person'] ?? null, problems, cleaned }
}

function put(record: Values, target: Target, value: unknown): void {
  const before = record[target.name]
  if (before === undefined) record[target.name] = value
  else if (Array.isArray(before)) record[target.name] = [...new Set([...before, ...(value as unknown[])])]
  else if (collects(target)) record[target.name] = `${String(before)} ${String(value)}`
}

const columnOf = (mapping: Mapping, header: readonly string[], target: Target): string | null =>
  header[mapping.indexOf(target.path)] ?? target.field.label.en
const columnName = (table: Table, index: number | null): string | null =>
  index === null ? null : (table.header[index] ?? null)
const cellOf = (cells: readonly string[], index: number | null): string | null =>
  index === null ? null : (cells[index]?.trim() ?? null)

function territoryOf(cells: readonly string[], { territory }: ImportSettings): string | null {
  const value = cellOf(cells, territory.column)
  const assigned = value !== null && Object.hasOwn(territory.byValue, value) ? territory.byValue[value] : null
  return assigned ?? territory.fallback
}

const text = (value: unknown): string | null => (typeof value === 'string' && value ? value : null)
export const candidateOf = (body: Values): Omit<Candidate, 'id'> => ({
  uscc: text(body['uscc']),
  code: text(body['code']),
  names: [body['name'], body['nameEn']].map(text).filter((n) => n !== null),
  city: text(body['city']),
  phones: (body['phones'] as string[] | null | undefined) ?? []
})

function count(rows: readonly RowPlan[], fromFile: ReadonlySet<string>): ImportCounts {
  const of = (outcome: RowPlan['outcome']): RowPlan[] => rows.filter((r) => r.outcome === outcome)
  const writing = rows.filter((r) => r.outcome === 'create' || r.outcome === 'update')
  return {
    rows: rows.length,
    created: of('create').length,
    updated: new Set(of('update').flatMap((r) => (fromFile.has(r.accountId!) ? [] : [r.accountId]))).size,
    skipped: of('skip').length,
    errors: of('error').length,
    persons: writing.filter((r) => r.person).length,
    sites: writing.filter((r) => r.site).length,
    alike: rows.filter((r) => r.alike).length
  }
}
