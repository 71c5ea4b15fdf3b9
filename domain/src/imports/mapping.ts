import type { Target } from './targets.ts'

/** Column index → target path, or null for a column that is left out. */
export type Mapping = (string | null)[]

const simplify = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_\-./()（）:：*]+/g, '')

/**
 * Guesses what each column is from its name: the field's words in both languages and its other names. The first column
 * that fits a field gets it; further ones only where values are joined (first name, last name) or collected (phones).
 */
export function guessMapping(header: readonly string[], targets: readonly Target[]): Mapping {
  const byName = new Map<string, Target>()
  for (const target of targets) {
    for (const name of [target.name, target.field.label.zh, target.field.label.en, ...(target.field.alias ?? [])]) {
      const key = simplify(name)
      // An account's own words win over those of its sites and persons: they come first in the list.
      if (!byName.has(key)) byName.set(key, target)
    }
  }
  const taken = new Set<string>()
  return header.map((column) => {
    const target = byName.get(simplify(column))
    if (!target || (taken.has(target.path) && !collects(target))) return null
    taken.add(target.path)
    return target.path
  })
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
    (t) => made.has(t.type) && t.field.required && !used.has(t.path) && defaults[t.path] === undefined
  )
}
