import { defineQuery } from '../read.ts'
import { startReplica, type Scope } from '../worker.ts'

const accounts = defineQuery('test.accounts', (db) =>
  db
    .all<{ name?: string; city?: string }>('account')
    .map(({ id, body, origin }) => ({ id, name: body.name, city: body.city, origin }))
)
const found = defineQuery('test.search', (db, { text }: { text: string }) =>
  db.search(['account'], text, 10).map((hit) => hit.id)
)
const timeline = defineQuery('test.timeline', (db, { accountId }: { accountId: string }) =>
  db.where<{ subject?: string }>('interaction', 'accountId', accountId).map(({ body }) => body.subject)
)
const unsendable = defineQuery('test.unsendable', (db) => db.state('account', 'x'))

startReplica({ queries: [accounts, found, timeline, unsendable], scope: self as unknown as Scope })
