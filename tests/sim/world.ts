import { FieldfileError, formatHlc, type FieldChange, type Op, type Role, type Row } from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import type { ServerContext } from '../../server/src/context.ts'
import { serverDevice } from '../../server/src/features/sync/conflicts.ts'
import { GroupCommit } from '../../server/src/features/sync/group.ts'
import { hello } from '../../server/src/features/sync/hello.ts'
import { MovedBus } from '../../server/src/features/sync/moved.ts'
import { pull } from '../../server/src/features/sync/pull.ts'
import { push } from '../../server/src/features/sync/push.ts'
import { commitAsServer, type ServerOp } from '../../server/src/features/sync/server-ops.ts'
import { quiet } from '../../server/src/start.ts'
import type { Answer } from '../../src/renderer/replica/conversation.ts'
import { SimDevice, type Waiting } from './device.ts'
import { Disk } from './disk.ts'
import { copyTables, keyOf, MemoryDatabase, type Tables } from './memory-db.ts'
import { Broken, Oracle } from './oracle/oracle.ts'

export const uuid = (n: number): string => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
export const start = 1_750_000_000_000

/** Two territories under a region, a rep in each, a manager over both; five devices each. */
export const places = { region: uuid(0xa0), east: uuid(0xa1), west: uuid(0xa2) } as const
export const users = [
  { id: uuid(0xb1), roles: ['REP'], territoryIds: [places.east] },
  { id: uuid(0xb2), roles: ['REP'], territoryIds: [places.west] },
  { id: uuid(0xb3), roles: ['MGR'], territoryIds: [places.region] }
] as const satisfies readonly { id: string; roles: readonly Role[]; territoryIds: readonly string[] }[]
/** A device of each user that is met at the end for the first time. */
const lateDevice = (user: number): string => uuid(0xe0 + user)

/** Defects that a test puts in on purpose: the oracle must notice each. */
export interface Defects {
  plainSequence?: boolean
  noDedupe?: boolean
  cursorFirst?: boolean
  purgeFirst?: boolean
  mergeByArrival?: boolean
}

/** What the tables of a server are kept in; PGlite is read anew whenever somebody asks. */
export interface Backend {
  db: ServerContext['db']
  tenant: string
  tables(): Tables | Promise<Tables>
  addDevice(id: string, user: string): void | Promise<void>
  revoke(id: string): void | Promise<void>
  /** Puts the tables back; null where that is not done. */
  putBack: ((tables: Tables) => void) | null
  flush(): void
}
export function memoryBackend(defects: Defects = {}, from?: Tables): Backend & { database: MemoryDatabase } {
  const database = new MemoryDatabase(defects)
  if (from) database.tables = copyTables(from)
  return {
    database,
    db: database as unknown as ServerContext['db'],
    tenant: 'sim',
    tables: () => database.tables,
    addDevice: (id, user_id) =>
      void database.tables.device.set(id, { user_id, last_dseq: 0, epoch: database.tables.epoch, status: 'active' }),
    revoke: (id) => void database.tables.device.set(id, { ...database.tables.device.get(id)!, status: 'revoked' }),
    putBack: (tables) => void (database.tables = tables),
    flush: () => database.flush()
  }
}

export class World {
  now = start
  /** Counts what was written, so that no value comes twice. */
  words = 0
  isRestored = false
  hasWiped = false
  readonly devices: SimDevice[] = []
  readonly oracle: Oracle
  readonly backend: Backend
  readonly defects: Defects
  readonly context: ServerContext
  readonly #group: GroupCommit
  /** Requests that were thought lost and may still arrive. */
  readonly late: { device: SimDevice; waiting: Waiting }[] = []
  /** Accounts and everything else a step may name, in the order they were made. */
  readonly known: { type: string; id: string }[] = []
  readonly revoked = new Set<string>()
  /** Devices that a step has named. */
  readonly used = new Set<SimDevice>()
  /** Users whose roles changed: the epochs their devices know mean something else now. */
  readonly #newRoles = new Set<string>()
  #ids = 0x1000
  #backup: { tables: Tables; oracle: ReturnType<Oracle['state']> } | null = null

  constructor(backend: Backend, defects: Defects = {}, oracle = new Oracle()) {
    this.backend = backend
    this.defects = defects
    this.oracle = oracle
    this.context = {
      db: backend.db,
      tenant: backend.tenant,
      clock: () => this.now,
      newId: this.newId,
      types,
      moved: new MovedBus(),
      log: quiet
    }
    this.#group = new GroupCommit(this.context, 100)
  }
  newId = (): string => uuid(this.#ids++)
  /** Ids above those of the seed. */
  skipIds = (to: number): void => void (this.#ids = to)
  tables = async (): Promise<Tables> => this.backend.tables()

  addDevice(id: string, user: (typeof users)[number], disk: Disk): SimDevice {
    const { purgeFirst } = this.defects
    const device = new SimDevice({
      ...user,
      user: user.id,
      id,
      disk,
      newId: this.newId,
      now: () => this.now,
      purgeFirst
    })
    this.devices.push(device)
    return device
  }

  newRoles = (user: string): void => void this.#newRoles.add(user)
  hasNewRoles = (user: string): boolean => this.#newRoles.has(user)

  // --- the server
  async write(ops: readonly ServerOp[]): Promise<void> {
    const { refused } = await commitAsServer(this.context, ops)
    if (refused[0]) throw new Error(`the server's own op ${refused[0].index}: ${refused[0].code}`)
    this.oracle.wrote(
      await this.tables(),
      ops.map((op, i) => asOp(op, formatHlc(this.now, i, serverDevice)))
    )
  }

  /** Lets a message reach the server. */
  async deliver(device: SimDevice, { channel, argument }: Waiting, limit: number): Promise<Answer> {
    const { id, user } = device.options
    if (channel === 'session.newDevice') {
      // Nobody copies a profile here; after a restore the counters are set right without it.
      if (!this.isRestored) throw new Broken('I2', `${id} believes that another one counts with its numbers`)
      return { ok: false, error: { code: 'OFFLINE' } }
    }
    const ask = argument as { ops: Op[]; cursors: Record<string, number> }
    try {
      if (channel === 'sync.hello') return { ok: true, body: await hello(this.context, user, id) }
      if (channel === 'sync.push') {
        const ops = this.defects.mergeByArrival ? ask.ops.map(blind) : ask.ops
        const body = await push(this.#group, user, id, ops)
        this.oracle.pushed(await this.tables(), id, ask.ops, this.now)
        return { ok: true, body }
      }
      const body = JSON.parse(await pull(this.context, user, id, ask.cursors, limit)) as PullBody
      if (this.revoked.has(id)) throw new Broken('I22', `${id} was sent rows after it was revoked`)
      this.oracle.sent(await this.tables(), user, rowsOf(body))
      return { ok: true, body }
    } catch (error) {
      if (!(error instanceof FieldfileError)) throw error
      return { ok: false, error: { code: error.code } }
    }
  }

  /** Hands an answer to the device and looks at what it made of it. */
  async answer(device: SimDevice, answer: Answer): Promise<void> {
    await device.answer(answer)
    this.look(device)
    if (!device.round && device.isComplete)
      this.oracle.complete(await this.tables(), device.options.user, device.memory)
  }
  look(device: SimDevice): void {
    this.oracle.view(device.options.id, device.memory, (opId) => device.memory.refused.has(opId))
  }

  /** A whole round without a fault. */
  async sync(device: SimDevice, limit = 1000): Promise<void> {
    await this.begin(device)
    while (device.waiting) await this.answer(device, await this.deliver(device, device.waiting, limit))
  }
  async begin(device: SimDevice): Promise<void> {
    // The session learns what the user is from the server before each round.
    const { body } = (await this.tables()).record.get(keyOf('user', device.options.user))!
    device.options.roles = body['roles'] as Role[]
    device.options.territoryIds = body['territoryIds'] as string[]
    await device.begin()
  }

  // --- backups
  async backup(): Promise<void> {
    if (this.backend.putBack) this.#backup = { tables: copyTables(await this.tables()), oracle: this.oracle.state() }
  }
  /** `server restore`: the tables as they were, a new epoch, and no seq twice. */
  async restore(): Promise<void> {
    if (!this.#backup || this.hasWiped) return
    this.isRestored = true
    // The server is down meanwhile: whoever was talking to it is cut off. A push that began before and arrives after would be
    // taken as the device's first, and what it sent since the backup would not be asked for (docs/adr/0016).
    for (const device of this.devices)
      if (device.waiting) await this.answer(device, { ok: false, error: { code: 'SERVER_UNREACHABLE' } })
    const { tables, oracle } = this.#backup
    const now = await this.tables()
    const restored = copyTables(tables)
    restored.epoch = now.epoch + 1
    restored.seq = now.seq + 2 ** 32
    for (const id of this.revoked) restored.device.set(id, { ...restored.device.get(id)!, status: 'revoked' })
    this.backend.putBack!(restored)
    this.oracle.goBack(oracle, restored.seq)
    this.oracle.dense = false
    this.oracle.count('restore')
    this.late.length = 0
  }

  tick(ms = 1000): void {
    this.now += ms
  }

  /** Every fault ends, everybody syncs, and all must be as the rules say. */
  async rest(): Promise<void> {
    this.backend.flush()
    const there = [...this.used].filter(({ options }) => !this.revoked.has(options.id))
    for (const device of there) {
      device.options.disk.isFull = false
      if (device.waiting) await this.answer(device, { ok: false, error: { code: 'OFFLINE' } })
      await device.crash('process')
      this.look(device)
    }
    for (let pass = 0; pass < 2; pass++) for (const device of there) await this.sync(device)
    for (const [i, user] of users.entries()) {
      await this.backend.addDevice(lateDevice(i), user.id)
      const device = this.addDevice(lateDevice(i), user, new Disk())
      await device.start()
      await this.sync(device, 20)
      there.push(device)
    }
    this.oracle.quiet(
      await this.tables(),
      there.map(({ options: { id, user }, memory }) => ({ id, user, memory }))
    )
  }
}

interface PullBody {
  pages: { entries: { row?: Row }[] }[]
}
const rowsOf = ({ pages }: PullBody): Row[] => pages.flatMap(({ entries }) => entries.flatMap(({ row }) => row ?? []))

/** The positive control "merge by arrival": whoever comes last has seen everything. */
const blind = (op: Op): Op => ({
  ...op,
  fields: Object.fromEntries(
    Object.entries(op.fields).map(([name, change]) => [
      name,
      'base' in change ? { ...change, base: Number.MAX_SAFE_INTEGER } : change
    ])
  )
})

/** A change of the server's, in the form of an op, for the oracle. */
function asOp({ kind = 'create', type, id, values = {}, remove = {} }: ServerOp, hlc: string): Op {
  const sets = new Set(['phones', 'tags', 'teamUserIds', 'roles', 'territoryIds', 'hobbies'])
  const base = Number.MAX_SAFE_INTEGER
  const fields: Record<string, FieldChange> = {}
  for (const [name, value] of Object.entries(values)) {
    if (name === 'events') fields[name] = { append: value as never }
    else fields[name] = sets.has(name) ? { add: value as never, base } : { value: value as never, base }
  }
  for (const [name, gone] of Object.entries(remove))
    fields[name] = { ...(fields[name] as object), remove: gone as never, base }
  return { opId: hlc, dseq: 1, group: null, kind, type, id, hlc, schema: 1, fields }
}
