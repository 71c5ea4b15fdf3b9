import type { ServerOp } from '../../server/src/features/sync/server-ops.ts'
import { changeOf, find, fresh, ownerOf, placeOf } from './changes.ts'
import type { SimDevice } from './device.ts'
import { keyOf } from './memory-db.ts'
import type { Fault, Step } from './steps.ts'
import { users, type World } from './world.ts'

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
      const view = device.memory.get(part, id)
      if (view) views.set(keyOf(part, id), view.body)
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
