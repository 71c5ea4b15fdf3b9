import {
  fold,
  formatHlc,
  mayStep,
  recordTypes,
  type Entity,
  type LifeEvent,
  type RecordType
} from '@fieldfile/protocol'
import { entities as all } from '@fieldfile/protocol/entities/index'
import type { Change, Saved } from '../../../replica/messages.ts'
import type { Me, ReadDb, Rec, RecordState } from '../../../replica/read.ts'

type Body = Record<string, unknown>
type Stored = Rec<Body>

export interface SeedRecord {
  type: string
  id: string
  body: Body
  /** Days before `now` when it was written; field by field where they differ. */
  daysAgo?: number
  fieldDaysAgo?: Readonly<Record<string, number>>
  by?: string
  origin?: 'device' | 'server'
}

export interface MemoryDbOptions {
  now: number
  me: Me
  entities?: readonly Entity[]
  /** Rights, as far as a test needs them: all may by default. */
  mayEdit?: (type: string, field: string) => boolean
}

const dayMs = 86_400_000
const everything = { own: true, territory: true }

/** A replica of a few records for tests: reads, writes, life cycles, undo; no rights, no sync. */
export class MemoryDb {
  readonly types: Map<string, RecordType>
  readonly states = new Map<string, Partial<RecordState>>()
  #records = new Map<string, Stored>()
  readonly #listeners = new Set<() => void>()
  readonly #undo = new Map<string, Map<string, Stored>>()
  #count = 0
  now: number
  me: Me
  readonly #options: MemoryDbOptions

  constructor(options: MemoryDbOptions) {
    this.#options = options
    this.now = options.now
    this.me = options.me
    this.types = recordTypes(options.entities ?? all)
  }

  seed(records: readonly SeedRecord[]): void {
    for (const { type, id, body, daysAgo = 0, fieldDaysAgo = {}, by = this.me.id, origin = 'device' } of records) {
      const meta = Object.fromEntries(
        Object.entries({ '*': daysAgo, ...fieldDaysAgo }).map(([field, days]) => [
          field,
          { ver: 1, hlc: formatHlc(this.now - days * dayMs, 0, 'd'), device: 'd', user: by }
        ])
      )
      const rootId = type === 'account' ? id : ((body['accountId'] as string | undefined) ?? null)
      this.#records.set(`${type} ${id}`, { type, id, rootId, body, meta, seq: 1, origin })
    }
    this.#changed()
  }

  read(): ReadDb {
    const list = (type: string) => [...this.#records.values()].filter((rec) => rec.type === type)
    const db = {
      get: (type: string, id: string) => this.#records.get(`${type} ${id}`),
      all: list,
      where: (type: string, field: string, value: string) =>
        list(type).filter(({ body }) => [body[field]].flat().includes(value)),
      search: (types: readonly string[], text: string, limit: number) =>
        types
          .flatMap(list)
          .filter(({ type, body }) => this.#searchText(type, body).includes(text.toLowerCase()))
          .slice(0, limit)
          .map(({ type, id }) => ({ type, id, field: 'name', how: 'word' as const })),
      now: () => this.now,
      state: (type: string, id: string): RecordState => ({
        unsent: [],
        refused: {},
        conflicts: {},
        mayEdit: (field) => this.#options.mayEdit?.(type, field) ?? true,
        mayDelete: true,
        mayStep: (event) => {
          const stepped = this.types.get(type)
          return stepped !== undefined && mayStep(stepped, [{ event }], this.me.roles, everything) === null
        },
        ...this.states.get(`${type} ${id}`)
      }),
      user: this.me
    }
    return db as unknown as ReadDb
  }

  write(changes: readonly Change[]): Saved {
    const group = `g${++this.#count}`
    this.#undo.set(group, new Map(this.#records))
    const ids = changes.map((change) => this.#apply(change))
    this.#changed()
    return { ids, group }
  }

  undo(group: string): Saved {
    this.#records = new Map(this.#undo.get(group))
    this.#changed()
    return { ids: [], group: `${group}-undone` }
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener)
  }
  #changed(): void {
    for (const listener of this.#listeners) listener()
  }

  #apply(change: Change): string {
    const id = change.id ?? `new-${++this.#count}`
    const key = `${change.type} ${id}`
    if (change.kind === 'delete') {
      this.#records.delete(key)
      return id
    }
    const before = this.#records.get(key)
    const body: Body = { ...before?.body, ...change.values }
    for (const [field, rows] of Object.entries(change.append ?? {}))
      body[field] = [
        ...((body[field] as unknown[]) ?? []),
        ...rows.map((row) => ({ id: `row-${++this.#count}`, ...row }))
      ]
    if (change.step) this.#step(change.type, body, change.step)
    const meta = { ver: 2, hlc: formatHlc(this.now, this.#count, 'd'), device: 'd', user: this.me.id }
    const touched = Object.keys(change.values ?? {}).concat(Object.keys(change.append ?? {}))
    const rootId = change.type === 'account' ? id : ((body['accountId'] as string | undefined) ?? null)
    this.#records.set(key, {
      type: change.type,
      id,
      rootId,
      body,
      meta: { ...(before?.meta ?? { '*': meta }), ...Object.fromEntries(touched.map((field) => [field, meta])) },
      seq: (before?.seq ?? 0) + 1,
      origin: before?.origin ?? 'device'
    })
    return id
  }

  #step(type: string, body: Body, step: NonNullable<Change['step']>): void {
    const cycle = this.types.get(type)?.entity.lifeCycle
    const event = {
      id: `event-${++this.#count}`,
      event: step.event,
      at: { at: step.at ?? new Date(this.now).toISOString(), zone: this.me.zone },
      byUserId: this.me.id,
      reason: step.reason,
      args: step.args,
      hlc: formatHlc(this.now, this.#count, 'd')
    }
    body['events'] = [...((body['events'] as unknown[]) ?? []), event]
    if (!cycle) return
    // A seeded record has a state but no events: the table is followed from that state.
    const rule = cycle.events[step.event]
    const current = (body[cycle.field] as string | undefined) ?? null
    if (rule?.from.includes(current)) body[cycle.field] = rule.to === 'given' ? step.args?.['to'] : rule.to
    else body[cycle.field] = fold(cycle, body['events'] as LifeEvent[]).state ?? current
  }

  #searchText(type: string, body: Body): string {
    const fields = Object.entries(this.types.get(type)?.fields ?? {}).filter(([, field]) => field.search || field.index)
    return fields
      .map(([name]) => String(body[name] ?? ''))
      .join(' ')
      .toLowerCase()
  }
}
