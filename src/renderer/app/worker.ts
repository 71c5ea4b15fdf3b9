import { startReplica, type Scope } from '../replica/worker.ts'
import { queries } from './queries.ts'

startReplica({ queries, scope: self as unknown as Scope })
