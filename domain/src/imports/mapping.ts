import type { Target } from './targets.ts'
import { parseCell } from './values.ts'

/** Column index → target path, or null for a column that is left out. */
export type Mapping = (string | null)[]

const simplify = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_\-./()（）:：*]+/g, '')

/** What names the record: without it a row makes no contact and no site. */
const nameOf = (type: string): string => `${type}.name`
const honorific = /^(mr|mrs|ms|miss|mx|dr|prof|sr|sra|herr|frau)\.?$|^(先生|女士|小姐)$/i

/**
 * Guesses what each column is from its name: the field's words in both languages and its other names. A name that fits
 * several records (phone, address) goes to the one its neighbour before it belongs to, so that a phone behind a contact
 * is the contact's. The first column that fits a field gets it; further ones only where values are joined (first name, last
 * name) or collected (phones). `rows` are some of the file's.
 */
export function guessMapping(
  header: readonly string[],
  targets: readonly Target[],
  rows: readonly (readonly string[])[] = []
): Mapping {
  const byName = wordsOf(targets)
  const fitting = header.map((column) => byName.get(simplify(column)) ?? [])
  const firsts = new Set(fitting.map(([first]) => first?.path))
  const makes = (type: string): boolean => type === 'account' || firsts.has(nameOf(type))
  const taken = new Set<string>()
  let current = 'account'
  return fitting.map((fits, i) => {
    const open = fits.filter(
      (t) => makes(t.type) && (!taken.has(t.path) || collects(t)) && couldHold(t, samples(rows, i))
    )
    const target = open.find((t) => t.type === current) ?? open[0]
    if (!target) return null
    if (open.length === 1) current = target.type
    taken.add(target.path)
    return target.path
  })
}

/** Targets by each of their names, at most one of each entity, in the order of the definitions. */
function wordsOf(targets: readonly Target[]): Map<string, Target[]> {
  const byName = new Map<string, Target[]>()
  for (const target of targets) {
    for (const name of [target.name, target.field.label.zh, target.field.label.en, ...(target.field.alias ?? [])]) {
      const same = byName.get(simplify(name))
      if (!same) byName.set(simplify(name), [target])
      else if (!same.some((t) => t.type === target.type)) same.push(target)
    }
  }
  return byName
}

const samples = (rows: readonly (readonly string[])[], column: number): string[] =>
  rows.flatMap((row) => row[column]?.trim() || [])

/** A column whose cells mostly do not fit means something else, whatever it is called: `Title` with Mr. and Ms. */
function couldHold({ path, name, field }: Target, cells: readonly string[]): boolean {
  const mostly = (fits: (cell: string) => boolean): boolean => cells.filter(fits).length > cells.length / 2
  if (path === 'person.title') return !mostly((cell) => honorific.test(cell))
  const free = ['string', 'text', 'set'].includes(field.type.kind)
  return free || cells.length < 3 || mostly((cell) => parseCell(cell, field, name).ok)
}

/** Several columns may go to a set (all values), or to a name (joined in the order of the file). */
export const collects = (target: Target): boolean => target.field.type.kind === 'set' || target.path === 'person.name'

/** Required fields of the records a row makes that no column and no default fills. */
export function missingTargets(
  mapping: Mapping,
  defaults: Readonly<Record<string, unknown>>,
  targets: readonly Target[]
): Target[] {
  const used = new Set(mapping.filter((path) => path !== null))
  const made = new Set(['account', ...[...used].map((path) => path.split('.')[0]!)])
  return targets.filter(
    (t) => made.has(t.type) && t.field.required && !used.has(t.path) && (defaults[t.path] ?? null) === null
  )
}

/** A first row that holds names of columns, not data: no empty or repeated ones, no numbers, dates, mails or long text. */
export function looksLikeNames(row: readonly string[]): boolean {
  const named = row.map((cell) => cell.trim()).filter(Boolean)
  const dataLike = named.some((c) => /^[-+¥￥]?[\d.,/\-: ]{2,}%?$/.test(c) || c.includes('@') || c.length > 60)
  return named.length > 0 && !dataLike && new Set(named).size === named.length
}
