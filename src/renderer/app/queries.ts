import { queries as accounts } from '../features/accounts/queries.ts'
import { queries as imports } from '../features/imports/queries.ts'
import { queries as people } from '../features/people/queries.ts'
import { queries as search } from '../features/search/queries.ts'
import { queries as session } from '../features/session/queries.ts'
import { queries as settings } from '../features/settings/queries.ts'
import { queries as storage } from '../features/storage/queries.ts'
import { queries as sync } from '../features/sync/queries.ts'
import { queries as tasks } from '../features/tasks/queries.ts'
import { queries as visits } from '../features/visits/queries.ts'
import { dueNow } from './due-query.ts'

/** The queries of every feature, for the worker; no screen is imported here. */
export const queries = [
  dueNow,
  ...accounts,
  ...imports,
  ...people,
  ...search,
  ...session,
  ...settings,
  ...storage,
  ...sync,
  ...tasks,
  ...visits
]
