import { purge } from '../db/purge.ts'
import { openContext } from '../start.ts'
import { databaseFrom, databaseHelp, finish, readArguments } from './arguments.ts'

const help = `Takes away what has ended: expired sign-ins, old answers to pushes. A running server does so itself once a day. Records,
deletions, refused changes and the audit stay.

${databaseHelp}`

const { values } = readArguments(help, { data: { type: 'string' }, tenant: { type: 'string' } })
const context = await openContext({ database: databaseFrom(values.data), tenant: values.tenant })
try {
  for (const [name, count] of Object.entries(await purge(context))) process.stdout.write(`${name}\t${count}\n`)
} catch (error) {
  finish(error instanceof Error ? error.message : String(error), 1)
} finally {
  await context.db.close()
}
