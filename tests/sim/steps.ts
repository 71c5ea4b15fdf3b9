import type { Role } from '@fieldfile/protocol'
import * as fc from 'fast-check'
import type { ServerOp } from '../../server/src/features/sync/server-ops.ts'
import type { Change } from '../../src/renderer/replica/messages.ts'
import type { SimDevice } from './device.ts'
import type { Crash } from './disk.ts'
import { keyOf } from './memory-db.ts'
import { places, users, type World } from './world.ts'

type Edit =
  | { is: 'edit'; rec: number; field: number }
  | { is: 'set'; rec: number; add: number; remove: number }
  | { is: 'text'; rec: number; cut: boolean }
  | { is: 'row'; rec: number }
  | { is: 'event'; rec: number; event: number }
  | { is: 'create'; under: number; what: number }
  | { is: 'delete'; rec: number }
  | { is: 'place'; rec: number; place: number; owner: number }
type Fault = 'none' | 'requestLost' | 'answerLost' | 'twice' | 'late'
export type Step =
  | { do: 'write'; on: number; edits: Edit[] }
  | { do: 'undo'; on: number; back: number }
  | { do: 'retry'; on: number }
  | { do: 'message'; on: number; fault: Fault; limit: number }
  | { do: 'sync'; on: number }
  | { do: 'crash'; on: number; kind: Crash }
  | { do: 'full'; on: number }
  | { do: 'clock'; on: number; skew: number; knows: boolean }
  | { do: 'arrive' }
  | { do: 'pass'; ms: number }
  | { do: 'move'; rec: number; place: number; owner: number }
  | { do: 'roles'; user: number; roles: Role[] }
  | { do: 'territories'; user: number; places: string[] }
  | { do: 'import'; rec: number }
  | { do: 'revoke'; on: number }
  | { do: 'backup' | 'restore' }

// --- drawing
const pick = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max })
// Two devices of each user do most of the work: they meet more often.
const on = fc.oneof({ weight: 3, arbitrary: pick(5) }, { weight: 1, arbitrary: pick(14) })
// The records of the seed are few, so that colleagues meet at one.
const rec = fc.oneof({ weight: 3, arbitrary: pick(5) }, { weight: 2, arbitrary: pick(30) })
const place = pick(2)
const owner = pick(3)
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ is: fc.constant('edit' as const), rec, field: pick(1) }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('set' as const), rec, add: pick(4), remove: pick(4) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('text' as const), rec: pick(2), cut: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('row' as const), rec }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('event' as const), rec, event: pick(7) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('create' as const), under: pick(5), what: pick(5) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('delete' as const), rec }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('place' as const), rec, place, owner }) }
)
const tenYears = 10 * 365 * 86_400_000
const constant = fc.constant
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({ do: constant('write' as const), on, edits: fc.array(edit, { minLength: 1, maxLength: 3 }) })
  },
  { weight: 4, arbitrary: fc.record({ do: constant('undo' as const), on, back: pick(2) }) },
  { weight: 2, arbitrary: fc.record({ do: constant('retry' as const), on }) },
  {
    weight: 26,
    arbitrary: fc.record({
      do: constant('message' as const),
      on,
      fault: fc.oneof(
        { weight: 6, arbitrary: constant<Fault>('none') },
        { weight: 4, arbitrary: fc.constantFrom<Fault[]>('requestLost', 'answerLost', 'twice', 'late') }
      ),
      limit: fc.constantFrom(1, 3, 10, 1000)
    })
  },
  { weight: 12, arbitrary: fc.record({ do: constant('sync' as const), on }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: constant('crash' as const),
      on,
      kind: fc.constantFrom<Crash[]>('process', 'process', 'power', 'power', 'wiped')
    })
  },
  { weight: 1, arbitrary: fc.record({ do: constant('full' as const), on }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: constant('clock' as const),
      on,
      skew: fc.constantFrom(-tenYears, -60_000, 0, 60_000, 600_000, tenYears),
      knows: fc.boolean()
    })
  },
  { weight: 3, arbitrary: constant({ do: 'arrive' as const }) },
  { weight: 2, arbitrary: fc.record({ do: constant('pass' as const), ms: fc.constantFrom(60_000, 86_400_000) }) },
  { weight: 4, arbitrary: fc.record({ do: constant('move' as const), rec: pick(3), place, owner }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: constant('roles' as const),
      user: pick(2),
      roles: fc.constantFrom<Role[][]>(['REP'], ['MGR'], ['REP', 'MGR'], ['MKT'])
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: constant('territories' as const),
      user: pick(2),
      places: fc.subarray(Object.values(places) as string[])
    })
  },
  { weight: 3, arbitrary: fc.record({ do: constant('import' as const), rec }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('backup' as const, 'restore' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: constant('revoke' as const), on: fc.integer({ min: 9, max: 14 }) }) }
)

// --- doing
const find = (world: World, n: number, types: readonly string[]): { type: string; id: string } | undefined => {
  const fit = world.known.filter(({ type }) => types.includes(type))
  return fit[n % Math.max(1, fit.length)]
}
const registers: Readonly<Record<string, readonly string[]>> = {
  account: ['name', 'city'],
  site: ['name', 'name'],
  task: ['title', 'title'],
  visit: ['objective', 'objective'],
  person: ['name', 'name'],
  'person:private': ['birthday', 'birthday'],
  posting: ['title', 'title']
}
const sets: Readonly<Record<string, string>> = {
  account: 'phones',
  site: 'tags',
  task: 'tags',
  person: 'tags',
  'person:private': 'hobbies'
}
const taskEvents = ['start', 'wait', 'resume', 'complete', 'cancel', 'reopen', 'remind', 'complete']
const visitEvents = ['move', 'confirm', 'cancel', 'checkIn', 'checkOut', 'replan', 'voidFact', 'move']
const placeOf = (n: number): string => Object.values(places)[n]!
const ownerOf = (n: number): string | null => users[n]?.id ?? null

/** A value nobody has written before, so that one who finds it knows where it comes from. */
const fresh = (world: World): string => `v${++world.words}`
const facet = (n: number, type: string): string => (type === 'person' && n % 2 === 1 ? 'person:private' : type)

/** What a person asks for, from what they see on this device. */
function changeOf(world: World, device: SimDevice, e: Edit): Change | null {
  const view = (type: string, id: string) => device.memory.get(type, id)?.body as Record<string, unknown> | undefined
  switch (e.is) {
    case 'edit': {
      const about = find(world, e.rec, Object.keys(registers))
      if (!about) return null
      const type = facet(e.field, about.type)
      const field = registers[type]![e.field]!
      const day = String(1 + (++world.words % 28)).padStart(2, '0')
      const value = field === 'birthday' ? `${1900 + (world.words % 1000)}-06-${day}` : fresh(world)
      return { type, id: about.id, kind: 'edit', values: { [field]: value } }
    }
    case 'set': {
      const about = find(world, e.rec, Object.keys(sets))
      if (!about) return null
      const type = facet(e.add, about.type)
      const field = sets[type]!
      const now = new Set((view(type, about.id)?.[field] as string[] | null | undefined) ?? [])
      now.delete(`e${e.remove}`)
      if (e.add !== e.remove) now.add(`e${e.add}`)
      return { type, id: about.id, kind: 'edit', values: { [field]: [...now] } }
    }
    case 'text': {
      const about = find(world, e.rec, ['account'])
      if (!about) return null
      const lines = String(view('account', about.id)?.['businessGoals'] ?? '').split('\n')
      if (e.cut) lines.splice(world.words % lines.length, 1)
      lines.splice(world.words % (lines.length + 1), 0, `line t${++world.words}`)
      const businessGoals = lines.filter((line) => line !== '').join('\n')
      return { type: 'account', id: about.id, kind: 'edit', values: { businessGoals } }
    }
    case 'row': {
      const about = find(world, e.rec, ['account', 'task'])
      if (!about) return null
      const append: Record<string, Record<string, unknown>[]> =
        about.type === 'account'
          ? { goalItems: [{ year: 2026, metric: fresh(world) }] }
          : { checklist: [{ item: fresh(world) }] }
      return { ...about, kind: 'edit', append }
    }
    case 'event': {
      const about = find(world, e.rec, ['task', 'visit'])
      if (!about) return null
      const event = (about.type === 'task' ? taskEvents : visitEvents)[e.event]!
      const plannedStart = { at: new Date(world.now).toISOString(), zone: 'UTC' }
      const args = event === 'move' || event === 'replan' ? { plannedStart, durationMin: 30 } : undefined
      return { ...about, kind: 'edit', step: { event, reason: 'because', args } }
    }
    case 'create':
      return creation(world, device, e.under, e.what)
    case 'delete': {
      const about = find(world, e.rec, ['account', 'site', 'task', 'posting', 'visit'])
      return about ? { ...about, kind: 'delete' } : null
    }
    case 'place': {
      const about = find(world, e.rec, ['account', 'site', 'visit', 'posting'])
      const target = find(world, e.place, ['account'])
      if (!about || !target) return null
      const values =
        about.type === 'account'
          ? { territoryId: placeOf(e.place), ownerUserId: ownerOf(e.owner) }
          : { accountId: target.id }
      return { ...about, kind: 'edit', values }
    }
  }
}

function creation(world: World, device: SimDevice, under: number, what: number): Change | null {
  const { user } = device.options
  const accountId = find(world, under, ['account'])?.id
  const at = { at: new Date(world.now).toISOString(), zone: 'UTC' }
  const id = world.newId()
  const make = (type: string, values: Record<string, unknown>, step?: Change['step']): Change => ({
    type,
    id,
    kind: 'create',
    values,
    ...(step ? { step } : {})
  })
  switch (what) {
    case 0:
      return make('site', { accountId, name: fresh(world) })
    case 1:
      return make('task', { accountId, title: fresh(world), assigneeUserId: ownerOf(under % 3) }, { event: 'open' })
    case 2:
      return make('interaction', { accountId, at, channel: 'callOut', subject: fresh(world) })
    case 3:
      return make('person', { accountId, name: fresh(world), position: 'other' }, { event: 'register' })
    case 4: {
      const person = find(world, under, ['person'])
      return make('posting', { accountId, personId: person?.id, position: 'other', title: fresh(world) })
    }
    default: {
      const territoryId = placeOf(1 + (under % 2))
      const step = { event: 'register', args: { to: 'prospect' } }
      return make('account', { name: fresh(world), territoryId, ownerUserId: user }, step)
    }
  }
}

/** Anything but a refusal with a code is a fault of the code under test. */
async function unlessRefused(act: () => Promise<{ group: string }>): Promise<string | null> {
  try {
    return (await act()).group
  } catch (error) {
    if (typeof (error as { code?: unknown }).code === 'string') return null
    throw error
  }
}

async function save(world: World, device: SimDevice, act: () => Promise<{ group: string }>): Promise<string | null> {
  const views = new Map<string, Readonly<Record<string, unknown>>>()
  for (const { type, id } of world.known)
    for (const part of type === 'person' ? [type, 'person:private'] : [type]) {
      const rec = device.memory.get(part, id)
      if (rec) views.set(keyOf(part, id), rec.body)
    }
  const group = await unlessRefused(act)
  if (group === null) return null
  const ops = device.opsOf(group)
  world.oracle.save(device.options.id, device.memory, ops, (op, field) => views.get(keyOf(op.type, op.id))?.[field])
  for (const { kind, type, id } of ops)
    if (kind === 'create' && !type.includes(':') && !world.known.some((k) => k.id === id))
      world.known.push({ type, id })
  world.look(device)
  return group
}

export async function run(world: World, s: Step): Promise<void> {
  world.tick()
  const device = 'on' in s ? world.devices[s.on]! : undefined
  if (device && !world.used.has(device)) {
    if (!device.memory) await device.start()
    world.used.add(device)
  }
  switch (s.do) {
    case 'write': {
      const changes = s.edits.flatMap((e) => changeOf(world, device!, e) ?? [])
      const group = await save(world, device!, () => device!.write(changes))
      if (group) device!.groups.push(group)
      return
    }
    case 'undo': {
      const group = device!.groups.at(-1 - s.back)
      if (!group) return
      const undone = await save(world, device!, () => device!.undo(group))
      if (undone) device!.groups.push(undone)
      return
    }
    case 'retry': {
      const [refused] = device!.memory.refused.values()
      if (!refused) return
      const together = [...device!.memory.refused.values()].filter(
        ({ op }) => op.opId === refused.opId || (op.group !== null && op.group === refused.op.group)
      )
      const group = await save(world, device!, () => device!.retry(refused.opId))
      if (!group) return
      for (const { opId } of together) world.oracle.retried.add(opId)
      for (const { opId } of device!.opsOf(group)) world.oracle.asDeclared.add(opId)
      world.oracle.count('retry')
      return
    }
    case 'message':
      return message(world, device!, s.fault, s.limit)
    case 'sync':
      if (device!.waiting) await world.answer(device!, { ok: false, error: { code: 'OFFLINE' } })
      return world.sync(device!, 5)
    case 'crash': {
      // A server put back and a device without its database have both lost the same op: no copy is left of it.
      const kind = s.kind === 'wiped' && world.isRestored ? 'power' : s.kind
      if (kind === 'wiped') world.hasWiped = true
      await device!.crash(kind)
      world.look(device!)
      const tables = await world.tables()
      world.oracle.cursors(tables, device!.options.user, device!.memory, epochOf(world, tables.epoch, device!))
      world.oracle.count(`crash ${kind}`)
      return
    }
    case 'full':
      device!.options.disk.isFull = !device!.options.disk.isFull
      return
    case 'clock':
      device!.skew = s.skew
      device!.offset = s.knows ? -s.skew : 0
      return
    case 'arrive': {
      const request = world.late.shift()
      if (request) await world.deliver(request.device, request.waiting, 10)
      return
    }
    case 'pass':
      return world.tick(s.ms)
    default:
      return runOnServer(world, s)
  }
}

/** The epoch a device last heard of is one of the server's only while nothing changed: compared as the device keeps it. */
const epochOf = (world: World, epoch: number, device: SimDevice): number => {
  const last = device.memory.meta.epoch
  return last !== null && Math.floor(last / 2 ** 9) === epoch && !world.hasNewRoles(device.options.user) ? last : -1
}

async function message(world: World, device: SimDevice, fault: Fault, limit: number): Promise<void> {
  if (!device.waiting) return world.begin(device)
  const { waiting } = device
  const lost = { ok: false, error: { code: 'SERVER_UNREACHABLE' } } as const
  world.oracle.count(`message ${fault}`)
  switch (fault) {
    case 'requestLost':
      return world.answer(device, lost)
    case 'late':
      world.late.push({ device, waiting })
      return world.answer(device, lost)
    case 'answerLost':
      await world.deliver(device, waiting, limit)
      return world.answer(device, lost)
    case 'twice':
      await world.deliver(device, waiting, limit)
      return world.answer(device, await world.deliver(device, waiting, limit))
    case 'none':
      return world.answer(device, await world.deliver(device, waiting, limit))
  }
}

type OnServer = Extract<Step, { do: 'move' | 'roles' | 'territories' | 'import' | 'revoke' | 'backup' | 'restore' }>
async function runOnServer(world: World, s: OnServer): Promise<void> {
  const { record } = await world.tables()
  /** A set as it is to be: what goes and what comes. */
  const toSet = (type: string, id: string, field: string, after: readonly string[]): Partial<ServerOp> => {
    const now = (record.get(keyOf(type, id))!.body[field] as string[] | null | undefined) ?? []
    return {
      values: { [field]: after.filter((e) => !now.includes(e)) },
      remove: { [field]: now.filter((e) => !after.includes(e)) }
    }
  }
  switch (s.do) {
    case 'move': {
      const account = find(world, s.rec, ['account'])
      if (!account || !record.has(keyOf('account', account.id))) return
      const { values, remove } = toSet('account', account.id, 'teamUserIds', s.owner === 0 ? [users[2].id] : [])
      const where = { territoryId: placeOf(s.place), ownerUserId: ownerOf(s.owner), ...values }
      return world.write([{ ...account, kind: 'edit', values: where, remove }])
    }
    case 'roles':
      world.newRoles(users[s.user]!.id)
      return world.write([
        { type: 'user', id: users[s.user]!.id, kind: 'edit', ...toSet('user', users[s.user]!.id, 'roles', s.roles) }
      ])
    case 'territories':
      return world.write([
        {
          type: 'user',
          id: users[s.user]!.id,
          kind: 'edit',
          ...toSet('user', users[s.user]!.id, 'territoryIds', s.places)
        }
      ])
    case 'import': {
      const about = find(world, s.rec, ['account', 'site', 'person'])
      if (!about || !record.has(keyOf(about.type, about.id))) return
      return world.write([{ ...about, kind: 'edit', values: { name: fresh(world) } }])
    }
    case 'revoke': {
      const device = world.devices[s.on]!
      await world.backend.revoke(device.options.id)
      world.revoked.add(device.options.id)
      return
    }
    case 'backup':
      return world.backup()
    case 'restore':
      return world.restore()
  }
}
