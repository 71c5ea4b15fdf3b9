import type { ReferenceOption } from '../editor-types.ts'

/** The choices whose name contains what is typed. */
export function matching(options: readonly ReferenceOption[], query: string): ReferenceOption[] {
  const words = query.trim().toLowerCase()
  return options.filter(({ label }) => label.toLowerCase().includes(words)).slice(0, 50)
}
