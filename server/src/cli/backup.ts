import { writeBackup } from '../db/dump.ts'
import { openDatabase } from '../db/open.ts'
import { databaseFrom, databaseHelp, finish, readArguments } from './arguments.ts'

const help = `Writes a backup of one tenant as of one moment. PostgreSQL: the server may go on. The embedded database belongs to
one process: stop the server first. The file holds everything, password hashes and the key of the tokens included.

  --to FILE        where to
${databaseHelp}`

const { values } = readArguments(help, {
  to: { type: 'string' },
  data: { type: 'string' },
  tenant: { type: 'string' }
})
const to = values.to ?? finish(`--to is missing\n\n${help}`, 2)
const db = await openDatabase(databaseFrom(values.data))
try {
  const rows = await writeBackup(db, values.tenant ?? 'main', to, Date.now())
  process.stdout.write(`${to}: ${rows} rows\n`)
} catch (error) {
  finish(error instanceof Error ? error.message : String(error), 1)
} finally {
  await db.close()
}
