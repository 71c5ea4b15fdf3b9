import { newId } from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import type { Log, ServerContext } from './context.ts'
import { openDatabase, type OpenOptions } from './db/open.ts'
import { refreshReportViews } from './db/report-views.ts'
import { MovedBus } from './features/sync/moved.ts'
import { ensureTenant } from './features/sync/tenant.ts'

export interface ContextOptions extends Partial<Pick<ServerContext, 'clock' | 'newId' | 'types' | 'log'>> {
  database?: OpenOptions
  tenant?: string
}

export const quiet: Log = { info() {}, warn() {}, error() {} }

/** Opens the database and makes what every part of the server is given. Close it with `context.db.close()`. */
export async function openContext({
  database = {},
  tenant = 'main',
  ...rest
}: ContextOptions = {}): Promise<ServerContext> {
  const db = await openDatabase(database)
  const context: ServerContext = {
    clock: Date.now,
    newId,
    types,
    log: quiet,
    ...rest,
    db,
    tenant,
    moved: new MovedBus()
  }
  await ensureTenant(db, tenant, context.clock())
  await refreshReportViews(db, context.types)
  return context
}
