import type { Field, RecordType } from '@fieldfile/protocol'

/** A field a column of an imported file can go to, e.g. `account.name`. */
export interface Target {
  readonly path: string
  readonly type: string
  readonly name: string
  readonly field: Field
}

/** Written by computation, life cycle or the record itself: never by a column. */
const closed = (field: Field): boolean =>
  field.noImport === true ||
  field.merge === 'derived' ||
  field.merge === 'guarded' ||
  ['json', 'list', 'reference'].includes(field.type.kind)

/** All fields of the importable entities, in the order of their definitions. */
export function importTargets(types: ReadonlyMap<string, RecordType>): Target[] {
  return [...types.values()]
    .filter((type) => type.entity.importable && !type.facet)
    .flatMap((type) =>
      Object.entries(type.fields)
        .filter(([, field]) => !closed(field) && !isReferenceSet(field))
        .map(([name, field]) => ({ path: `${type.type}.${name}`, type: type.type, name, field }))
    )
}

const isReferenceSet = ({ type }: Field): boolean => type.kind === 'set' && type.of.kind === 'reference'
