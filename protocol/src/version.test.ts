import { expect, test } from 'vitest'
import { z } from 'zod'
import * as auth from './auth.ts'
import { entities } from './entities/index.ts'
import { commonFields, type Entity } from './entity.ts'
import type { Field, FieldType } from './fields.ts'
import { namedId } from './ids.ts'
import type { LifeCycle } from './life-cycle.ts'
import { canonical } from './merge/apply-op.ts'
import * as op from './op.ts'
import * as sync from './sync.ts'
import { protoVersion, schemaVersion } from './version.ts'
import { protoHistory, schemaHistory } from './wire-history.ts'

const hashOf = (shape: unknown): Promise<string> => namedId(canonical(shape))

test('the messages are frozen: a change raises protoVersion and adds its line to wire-history.ts', async () => {
  const schemas = [sync, auth, op]
    .flatMap((module) => Object.entries(module))
    .filter(([, value]) => value instanceof z.ZodType)
  const shape = {
    schemas: schemas.map(([name, schema]) => [name, z.toJSONSchema(schema as z.ZodType, { io: 'input' })]),
    paths: Object.values(sync.syncRoutes).map((route) => route.path),
    header: auth.protoHeader
  }
  expect(schemas.length).toBeGreaterThan(15)
  expect(await hashOf(shape)).toBe(protoHistory.at(-1)!.hash)
})

test('the definitions are frozen: a change raises schemaVersion and adds its line to wire-history.ts', async () => {
  const shape = {
    common: fieldShapes(commonFields),
    entities: entities.map(shapeOf).toSorted((a, b) => (a.type < b.type ? -1 : 1))
  }
  expect(await hashOf(shape)).toBe(schemaHistory.at(-1)!.hash)
})

test('versions count up from 1 and every line says what changed', () => {
  for (const history of [protoHistory, schemaHistory]) {
    expect(history.map((line) => line.version)).toEqual(history.map((_, i) => i + 1))
    for (const line of history) expect(line.what).not.toBe('')
  }
  expect([protoVersion, schemaVersion]).toEqual([protoHistory.length, schemaHistory.length])
})

/** What of a definition another version must understand: names, types, merge, facets, life cycles; no words. */
function shapeOf(entity: Entity) {
  const { type, root, home, appendOnly, fields, lifeCycle } = entity
  return { type, root, home, appendOnly, fields: fieldShapes(fields), lifeCycle: lifeCycle && cycleShape(lifeCycle) }
}
const fieldShapes = (fields: Readonly<Record<string, Field>>): unknown =>
  Object.entries(fields)
    .map(([name, field]) => [name, typeShape(field.type), field.merge, field.facet, field.required])
    .toSorted()
function typeShape(type: FieldType): unknown {
  if (type.kind === 'enum') return ['enum', Object.keys(type.values).toSorted()]
  if (type.kind === 'list') return ['list', fieldShapes(type.of)]
  if (type.kind === 'set') return ['set', typeShape(type.of)]
  if (type.kind === 'string') return ['string', type.max, type.pattern?.source]
  if (type.kind === 'integer' || type.kind === 'decimal') return [type.kind, type.min, type.max]
  return type
}
const cycleShape = ({ field, states, events, counts }: LifeCycle): unknown => ({
  field,
  states: Object.keys(states).toSorted(),
  events: Object.entries(events).map(([name, rule]) => [name, { ...rule, label: null, who: null }]),
  counts
})
