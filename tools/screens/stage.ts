import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatHlc, newId, PushResponse, SignInResponse } from '@fieldfile/protocol'
import { createServer } from '@fieldfile/server/app'
import type { ServerContext } from '@fieldfile/server/context'
import { features } from '@fieldfile/server/features/index'
import { openContext } from '@fieldfile/server/start'
import { plugIn, type Cable } from '../../tests/harness/cable.ts'
import type { Demo } from '../demo/generate.ts'
import { loadDemo } from '../demo/load-demo.ts'
import { demoPassword } from '../demo/people.ts'
import { usccOf } from '../demo/uscc.ts'
import { people, type Who } from './list.ts'

/** Ids of what the pictures show. */
export interface Shown {
  account: string
  person: string
  visit: string
  doneVisit: string
  import: string
}
export interface Stage {
  cable: Cable
  shown: Shown
  close(): Promise<void>
}

/** The server with the demo company in a folder of its own, a conflict for the rep and a file to import. */
export async function buildStage(demoDate: string | undefined): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldfile-screens-'))
  const ends: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
  const close = async (): Promise<void> => {
    for (const end of ends.toReversed()) await end()
  }
  try {
    const context = await openContext({ database: { dataDir: join(folder, 'data') } })
    ends.push(() => context.db.close())
    const demo = await loadDemo(context, demoDate)
    const config = { logLevel: 'silent' as const, requestsPerMinute: 1e6, signInsPerMinute: 1e6 }
    const app = await createServer({ context, features, config })
    ends.push(() => app.close())
    await app.listen({ port: 0, host: '127.0.0.1' })
    const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
    const picked = pick(demo, demoDate ? Date.parse(`${demoDate}T00:00:00Z`) : context.clock())
    await makeConflict(context, url, picked.account)
    const shown = { ...picked, import: await uploadFile(url) }
    const cable = await plugIn(url)
    ends.push(() => cable.close())
    return { cable, shown, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The rep's fullest customer, a person there, the next planned visit and the last one that was made. */
function pick(demo: Demo, now: number): Omit<Shown, 'import'> {
  const rep = demo.users.find((user) => user.login === people.rep)!.id
  const of = (type: string) => demo.records.filter((record) => record.type === type)
  const own = new Set(
    of('account')
      .filter(({ body }) => body['ownerUserId'] === rep)
      .map(({ id }) => id)
  )
  const counts = new Map<string, number>()
  for (const { type, body } of demo.records) {
    const account = body['accountId'] as string
    if (own.has(account)) counts.set(account, (counts.get(account) ?? 0) + (type === 'person' ? 3 : 1))
  }
  const account = [...counts].toSorted((a, b) => b[1] - a[1])[0]![0]
  const person = of('person').find(({ body }) => body['accountId'] === account)!.id
  const visits = of('visit')
    .filter(({ body }) => body['ownerUserId'] === rep)
    .map(({ id, body }) => {
      const events = body['events'] as { event: string; args?: { plannedStart?: { at: string } } }[]
      const start = events.findLast(({ args }) => args?.plannedStart)!.args!.plannedStart!.at
      return { id, at: Date.parse(start), last: events.at(-1)!.event }
    })
    .toSorted((a, b) => a.at - b.at)
  const visit = visits.find(({ at, last }) => at > now && (last === 'confirm' || last === 'plan'))!.id
  const doneVisit = visits.findLast(({ at, last }) => at < now && (last === 'submitReport' || last === 'approve'))!.id
  return { account, person, visit, doneVisit }
}

async function post(url: string, path: string, body: string, headers: Record<string, string> = {}): Promise<unknown> {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

async function signIn(url: string, who: Who): Promise<{ device: string; headers: Record<string, string> }> {
  const device = randomUUID()
  const asked = { login: people[who], password: demoPassword, device, deviceName: 'screens' }
  const { tokens } = SignInResponse.parse(await post(url, '/auth/sign-in', JSON.stringify(asked)))
  return { device, headers: { authorization: `Bearer ${tokens.access}` } }
}

/** The manager and the rep write the same field, the rep without having seen it: one value becomes a conflict copy. */
async function makeConflict(context: ServerContext, url: string, account: string): Promise<void> {
  const address = { manager: '港区振华路 18 号（北门登记）', rep: '港区振华路 18 号，货车走东门' }
  // The manager has seen every version there is, the rep none.
  const base = { manager: Number.MAX_SAFE_INTEGER, rep: 0 }
  for (const who of ['manager', 'rep'] as const) {
    const { device, headers } = await signIn(url, who)
    const op = {
      opId: newId(),
      dseq: 1,
      group: null,
      kind: 'edit',
      type: 'account',
      id: account,
      hlc: formatHlc(context.clock(), 0, device),
      schema: 1,
      fields: { address: { value: address[who], base: base[who], was: '港区振华路 18 号' } }
    }
    const { results } = PushResponse.parse(
      await post(url, '/sync/push', JSON.stringify({ device, ops: [op] }), headers)
    )
    if (results[0]?.status !== 'applied') throw new Error(`the edit of the ${who} was ${results[0]?.status}`)
  }
}

const importFile = `公司名称,统一社会信用代码,省份,城市,电话,联系人,手机,邮箱
宁波海峡密封材料有限公司,${usccOf(29_000)},浙江省,宁波市,0574-8765 4321,周敏,13805741234,zhou.min@example.invalid
苏州恒远泵业有限公司,,江苏省,苏州市,0512-6543 2109,吴建国,13915551234,
无锡华泽化工有限公司,,江苏省,无锡市,0510-8234 5678,孙丽,１３９２１５６７８９０,sun.li@example.invalid
,,江苏省,常州市,0519-8888 0000,王强,13800001111,
南通江海纸业有限公司,ABC,江苏省,南通市,0513-8555 1234,李伟,138,not-an-address
`
async function uploadFile(url: string): Promise<string> {
  const { headers } = await signIn(url, 'marketing')
  const type = { 'content-type': 'application/octet-stream', 'x-file-name': encodeURIComponent('展会名单.csv') }
  const batch = await post(url, '/imports', importFile, { ...headers, ...type })
  return (batch as { id: string }).id
}
