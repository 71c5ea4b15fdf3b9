import { checkBackup, restoreBackup } from '../db/dump.ts'
import { openDatabase } from '../db/open.ts'
import { databaseFrom, finish, readArguments } from './arguments.ts'

const help = `Puts a backup into the database: all of it or nothing. Stop every server of this database first. Devices then send again
what the backup does not have. A backup of the embedded database fits PostgreSQL, and the other way round.

  --from FILE      the backup
  --check          only look whether it is whole
  --replace        the tenant's records that are there now go
  --data DIR       folder of the embedded database, without DATABASE_URL (default: fieldfile-data)

DATABASE_URL names a PostgreSQL database: postgres://user:password@host:5432/name`

const { values } = readArguments(help, {
  from: { type: 'string' },
  check: { type: 'boolean' },
  replace: { type: 'boolean' },
  data: { type: 'string' }
})
const from = values.from ?? finish(`--from is missing\n\n${help}`, 2)
const say = ({ tenant, at }: { tenant: string; at: number }, what: string): void =>
  void process.stdout.write(`${from}: tenant ${tenant} of ${new Date(at).toISOString()} ${what}\n`)
try {
  if (values.check) say(await checkBackup(from), 'is whole')
  else {
    const db = await openDatabase(databaseFrom(values.data))
    try {
      say(await restoreBackup(db, from, { replace: values.replace ?? false, now: Date.now() }), 'is restored')
    } finally {
      await db.close()
    }
  }
} catch (error) {
  finish(error instanceof Error ? error.message : String(error), 1)
}
