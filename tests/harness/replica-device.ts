import { uuidV7, formatHlc, type Op, type RecordType, type Role, type Session } from '@fieldfile/protocol'
import { types as allTypes } from '@fieldfile/protocol/entities/index'
import { FakeVault } from '../../src/renderer/client/testing/fake-vault.ts'
import { openPackStore } from '../../src/renderer/replica/packs/pack-store.ts'
import { Replica, type AnyQuery, type ReplicaDeps } from '../../src/renderer/replica/replica.ts'
import type { ReadDb } from '../../src/renderer/replica/read.ts'
import type { Status } from '../../src/renderer/replica/messages.ts'
import type { Store } from '../../src/renderer/replica/store.ts'
import { newKeyring } from '../../src/renderer/replica/vault/keyring.ts'
import { askMain, mainJournal, mainWitness } from '../../src/renderer/replica/vault/main.ts'
import { createSealer } from '../../src/renderer/replica/vault/sealer.ts'
import type { MemoryServer } from './replica-server.ts'

/** UUIDs that are the same in every run. */
export const uuid = (n: number): string => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

export const territory = uuid(0xa1)
export const otherTerritory = uuid(0xa2)
export const rep = uuid(0xb1)
export const colleague = uuid(0xb2)

let ids = 0
export const freshId = (): string => {
  const random = new Uint8Array(10)
  new DataView(random.buffer).setUint32(6, ++ids)
  return uuidV7(1_700_000_000_000 + ids, random)
}

export interface DeviceOptions {
  user?: string
  roles?: Role[]
  device?: string
  /** The name of the database; two with one name are one device started twice. */
  database?: string
  queries?: AnyQuery[]
  now?: () => number
  types?: ReadonlyMap<string, RecordType>
  deps?: Partial<ReplicaDeps>
}

export interface Device {
  replica: Replica
  status(): Status
  /** Reads once, as a query would. */
  read<T>(run: (db: ReadDb) => T): T
}

/** The key of every device of a test: two starts of one device have the same. */
export const sealer = await createSealer(newKeyring())
export const openStore = (name: string, now: () => number): Required<Store> =>
  openPackStore(name, { sealer, now, newId: freshId })

const vaults = new Map<string, FakeVault>()
/** With main's journal and witness beside it; both outlive a start, as main does. */
function openWithJournal(name: string, now: () => number): Required<Store> {
  const vault = vaults.get(name) ?? new FakeVault()
  vaults.set(name, vault)
  const ask = askMain(async (channel, argument) => vault.answer(channel, argument))
  return openPackStore(name, { sealer, now, newId: freshId, journal: mainJournal(ask), witness: mainWitness(ask) })
}

/** One device of one user, started on its own database. */
export async function startDevice(
  server: Pick<MemoryServer, 'transport'>,
  options: DeviceOptions = {}
): Promise<Device> {
  const { user = rep, roles = ['REP'], device = uuid(0xd1), database = `${user}-${device}` } = options
  const now = options.now ?? (() => 1_750_000_000_000 + ids)
  let status: Status | undefined
  const session: Session = {
    server: 'https://crm.example.com',
    tenant: 'demo',
    device,
    remembered: true,
    user: { id: user, login: 'r1', name: 'R1', roles, territoryIds: [territory], language: 'zh-CN' }
  }
  const replica = new Replica({
    types: options.types ?? allTypes,
    versions: { proto: 1, schema: 1 },
    queries: options.queries ?? [],
    guards: [],
    store: openWithJournal(database, now),
    transport: server.transport(user, device),
    session,
    zone: 'Asia/Shanghai',
    newId: freshId,
    now,
    onStatus: (s) => (status = s),
    onSyncWanted: () => {},
    ...options.deps
  })
  await replica.open()
  return { replica, status: () => status!, read: (run) => run(replica.read(() => {})) }
}

let commits = 0
/** An op as the server's own writing, or another user's device, makes it. */
export function foreignOp(
  about: Pick<Op, 'type' | 'id'> & Partial<Op>,
  values: Record<string, unknown> = {},
  device = uuid(0xee)
): Op {
  commits++
  return {
    opId: freshId(),
    dseq: commits,
    group: null,
    kind: 'create',
    hlc: formatHlc(1_740_000_000_000 + commits, 0, device),
    schema: 1,
    fields: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, { value: value as never, base: 2 ** 52 }])
    ),
    ...about
  }
}

/** An account of the territory, owned by the rep. */
export const accountValues = (name: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  name,
  territoryId: territory,
  ownerUserId: rep,
  ...more
})
