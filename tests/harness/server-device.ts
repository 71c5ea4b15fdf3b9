import { newId, type RecordType, type Session } from '@fieldfile/protocol'
import type { SyncRoute } from '@fieldfile/protocol/sync'
import { protoVersion, schemaVersion } from '@fieldfile/protocol/version'
import { createTransport } from '../../src/main/http/transport.ts'
import { createServerCalls } from '../../src/main/server-calls.ts'
import type { Replica } from '../../src/renderer/replica/replica.ts'
import type { Transport } from '../../src/renderer/replica/conversation.ts'
import { startDevice } from './replica-device.ts'
import { logins, type Login, type TestServer } from './server.ts'

export interface ServerDeviceOptions {
  /** The address it is given; a proxy may stand there. */
  via?: string
  /** Its wall clock, epoch milliseconds. */
  now?: () => number
  /** The definitions its app knows. */
  types?: ReadonlyMap<string, RecordType>
}

/** The replica and the app's own HTTP client against a real server: a device without its window. */
export async function startServerDevice(
  server: TestServer,
  login: Login,
  { via = server.url, now = Date.now, types }: ServerDeviceOptions = {}
): Promise<Replica> {
  const device = await server.device(login)
  const http = createTransport({ fetch, log: () => {} })
  const calls = createServerCalls({
    send: (request) => http({ ...request, server: via, token: device.access }),
    onAnswer: () => {},
    onServerTime: () => {}
  })
  const transport: Transport = (channel, argument) => calls.sync(channel.slice('sync.'.length) as SyncRoute, argument)
  const user = { id: device.userId, login, name: login, roles: [logins[login]] }
  const session: Session = {
    server: via,
    tenant: 't',
    device: device.id,
    remembered: true,
    user: { ...user, territoryIds: territoriesOf(server, login), language: 'en' }
  }
  const { replica } = await startDevice(
    { transport: () => transport },
    {
      user: device.userId,
      device: device.id,
      roles: user.roles,
      now,
      types,
      deps: { newId, versions: { proto: protoVersion, schema: schemaVersion }, session }
    }
  )
  return replica
}

function territoriesOf({ ids }: TestServer, login: Login): string[] {
  const { region, east, west } = ids
  const held: Partial<Record<Login, string[]>> = { anna: [east], ben: [west], carl: [region, east, west], dora: [east] }
  return held[login] ?? []
}
