import { snapshotType } from '@fieldfile/protocol'
import type { PullResponse, Row, SignInResponse } from '@fieldfile/protocol'

/** The real server, asked directly with fetch: what main does in the app. */
export interface Server {
  session: SignInResponse
  device: string
  post(path: string, body: unknown): Promise<unknown>
}

export async function signIn(login: string, password: string): Promise<Server> {
  const device = crypto.randomUUID()
  const session = (await send('/auth/sign-in', { login, password, device, deviceName: 'bench' })) as SignInResponse
  const authorization = `Bearer ${session.tokens.access}`
  return { session, device, post: (path, body) => send(path, body, { authorization }) }
}

async function send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<unknown> {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body)
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.headers.get('content-type')?.startsWith(snapshotType) ? answer.text() : answer.json()
}

/** Everything the device may hold, fetched and parsed and nothing else. */
export async function fetchAll({ device, post }: Server): Promise<Row[]> {
  const rows: Row[] = []
  let cursors: Record<string, number> = {}
  for (;;) {
    const answer = (await post('/sync/pull', { device, cursors, limit: 1000 })) as PullResponse
    for (const { entries } of answer.pages) for (const { row } of entries) if (row) rows.push(row)
    cursors = { ...cursors, ...Object.fromEntries(answer.pages.map(({ bucket, next }) => [bucket, next])) }
    if (answer.complete) return rows
  }
}
