import { Disk } from './disk.ts'
import type { Tables } from './memory-db.ts'
import { Oracle } from './oracle/oracle.ts'
import { memoryBackend, places, start, users, uuid, World, type Defects } from './world.ts'

const devicesEach = 5
const deviceId = (n: number): string => uuid(0xd0 + n)

/** A company as every sequence finds it, with fifteen devices that are up to date. Made once, then copied. */
interface Seed {
  tables: Tables
  disks: Disk[]
  known: World['known']
  oracle: ReturnType<Oracle['state']>
  now: number
}

export async function populate(world: World): Promise<void> {
  const at = { at: new Date(start).toISOString(), zone: 'UTC' }
  const event = (name: string, args?: object) => ({ id: world.newId(), event: name, at, ...(args ? { args } : {}) })
  const make = async (type: string, values: Record<string, unknown>): Promise<string> => {
    const id = world.newId()
    await world.write([{ type, id, values }])
    world.known.push({ type, id })
    return id
  }
  await world.write([
    { type: 'territory', id: places.region, values: { name: 'Region' } },
    { type: 'territory', id: places.east, values: { name: 'East', parentId: places.region } },
    { type: 'territory', id: places.west, values: { name: 'West', parentId: places.region } },
    ...users.map(({ id, roles, territoryIds }, i) => ({
      type: 'user',
      id,
      values: { name: `user ${i}`, roles, territoryIds }
    }))
  ])
  const [anna, ben] = users
  const account = (name: string, territoryId: string, ownerUserId: string, teamUserIds: string[] = []) =>
    make('account', { name, territoryId, ownerUserId, teamUserIds, events: [event('register', { to: 'active' })] })
  const first = await account('Steel', places.east, anna.id)
  const second = await account('Paper', places.west, ben.id, [anna.id])
  await account('Glass', places.east, ben.id)
  for (const accountId of [first, second]) {
    await make('site', { accountId, name: 'Plant' })
    await make('task', { accountId, title: 'Call', assigneeUserId: anna.id, events: [event('open')] })
    await make('visit', {
      accountId,
      ownerUserId: ben.id,
      events: [event('plan', { plannedStart: at, durationMin: 60 })]
    })
    const person = await make('person', { accountId, name: 'Li', position: 'other', events: [event('register')] })
    await world.write([{ type: 'person:private', id: person, values: { accountId, hobbies: ['tea'] } }])
    await make('posting', { accountId: first, personId: person, position: 'other', title: 'Buyer' })
  }
}

let seed: Promise<Seed> | undefined
const seeded = (): Promise<Seed> => (seed ??= makeSeed())
async function makeSeed(): Promise<Seed> {
  const backend = memoryBackend()
  const world = new World(backend)
  await populate(world)
  await addDevices(world)
  for (const device of world.devices) await world.sync(device)
  return {
    tables: backend.database.tables,
    disks: world.devices.map(({ options }) => options.disk),
    known: world.known,
    oracle: world.oracle.state(),
    now: world.now
  }
}

/** Five devices for each user, beside one another. */
export async function addDevices(world: World, disks: readonly Disk[] = []): Promise<void> {
  for (let n = 0; n < users.length * devicesEach; n++) {
    const user = users[n % users.length]!
    if (disks.length === 0) await world.backend.addDevice(deviceId(n), user.id)
    const disk = new Disk(world.defects.cursorFirst, disks[n])
    const device = world.addDevice(deviceId(n), user, disk)
    // The others start when a step first names them.
    if (disks.length === 0) await device.start()
  }
}

/** A world of its own, as the seed has it. */
export async function freshWorld(defects: Defects = {}): Promise<World> {
  const from = await seeded()
  const world = new World(memoryBackend(defects, from.tables), defects, new Oracle(from.oracle))
  world.now = from.now
  world.known.push(...from.known)
  world.skipIds(0x100000)
  await addDevices(world, from.disks)
  return world
}
