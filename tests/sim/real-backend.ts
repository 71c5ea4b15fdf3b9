import { openDatabase } from '../../server/src/db/open.ts'
import { ensureTenant } from '../../server/src/features/sync/tenant.ts'
import { keyOf, noTables, type Tables } from './memory-db.ts'
import { Oracle } from './oracle/oracle.ts'
import { addDevices, populate } from './company.ts'
import { start, World, type Backend, type Defects } from './world.ts'

/** The server's own tables on PGlite; each sequence is a tenant of its own. */
export async function realWorlds(): Promise<{ open(defects: Defects): Promise<World>; close(): Promise<void> }> {
  const db = await openDatabase({})
  let worlds = 0
  const backend = (tenant: string): Backend => ({
    db,
    tenant,
    tables: () => read(tenant),
    async addDevice(id, user_id) {
      const device = { tenant, id, user_id, name: 'sim', created_at: start, last_seen: start }
      await db.kysely
        .insertInto('device')
        .values({ ...device, status: 'active', last_dseq: 0, epoch: 1 })
        .execute()
      const credential = { tenant, user_id, login: user_id, hash: '', disabled: false, changed_at: start }
      const insert = db.kysely.insertInto('credential').values(credential)
      await insert.onConflict((c) => c.doNothing()).execute()
    },
    async revoke(id) {
      const update = db.kysely.updateTable('device').set({ status: 'revoked' })
      await update.where('tenant', '=', tenant).where('id', '=', id).execute()
    },
    putBack: null,
    flush() {}
  })
  const read = async (tenant: string): Promise<Tables> => {
    const { kysely } = db
    const tables = noTables()
    const head = await kysely.selectFrom('sync_head').selectAll().where('tenant', '=', tenant).executeTakeFirstOrThrow()
    Object.assign(tables, { epoch: head.epoch, seq: head.seq })
    for (const r of await kysely.selectFrom('record').selectAll().where('tenant', '=', tenant).execute())
      tables.record.set(keyOf(r.type, r.id), { ...r, json: '' })
    for (const e of await kysely.selectFrom('bucket_entry').selectAll().where('tenant', '=', tenant).execute()) {
      const entries = tables.entry.get(e.bucket) ?? new Map()
      tables.entry.set(e.bucket, entries.set(keyOf(e.type, e.id), e))
    }
    for (const d of await kysely.selectFrom('device').selectAll().where('tenant', '=', tenant).execute())
      tables.device.set(d.id, d)
    for (const r of await kysely.selectFrom('op_result').selectAll().where('tenant', '=', tenant).execute())
      tables.result.set(`${r.device}/${r.dseq}`, r)
    return tables
  }
  return {
    async open(defects) {
      const tenant = `sim${++worlds}`
      await ensureTenant(db, tenant, start)
      const world = new World(backend(tenant), defects, new Oracle())
      await populate(world)
      world.skipIds(0x100000)
      await addDevices(world)
      return world
    },
    close: () => db.close()
  }
}
