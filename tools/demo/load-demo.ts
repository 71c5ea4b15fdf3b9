import type { ServerContext } from '@fieldfile/server/context'
import { createUser } from '@fieldfile/server/features/auth/users'
import { commitAsServer } from '@fieldfile/server/features/sync/server-ops'
import type { Role } from '@fieldfile/protocol'
import { generateDemo, type Demo } from './generate.ts'

/** Writes the demo company through the server's own commit. Throws if a record is refused: the definitions have moved on. */
export async function loadDemo(
  context: ServerContext,
  frozen?: string,
  onProgress?: (done: number, total: number) => void
): Promise<Demo> {
  const demo = generateDemo(context.clock(), frozen)
  const profiles = new Map(demo.records.filter((r) => r.type === 'user').map((r) => [r.id, r]))
  const rest = demo.records.filter((r) => r.type !== 'user')
  for (const user of demo.users) {
    await createUser(context, {
      id: user.id,
      login: user.login,
      name: user.name,
      roles: user.roles as readonly Role[],
      password: user.password,
      territoryIds: user.territoryIds,
      values: profiles.get(user.id)?.body
    })
  }
  const { refused } = await commitAsServer(
    context,
    rest.map((r) => ({ type: r.type, id: r.id, values: withoutNulls(r.body), at: r.at })),
    { userId: demo.users[0]!.id, onProgress }
  )
  if (refused.length > 0) {
    const first = refused[0]!
    throw new Error(
      `${refused.length} demo records refused, first: ${rest[first.index]!.type} ${first.code} ${first.field ?? ''}`
    )
  }
  return demo
}

const withoutNulls = (body: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))
