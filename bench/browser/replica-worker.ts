import { protoVersion, schemaVersion } from '@fieldfile/protocol/version'
import { queries } from '../../src/renderer/app/queries.ts'
import { startReplica, type Scope } from '../../src/renderer/replica/worker.ts'
import { countRecords } from './count-query.ts'

// The app's worker with one more query.
startReplica({
  queries: [...queries, countRecords],
  scope: self as unknown as Scope,
  deps: { versions: { proto: protoVersion, schema: schemaVersion } }
})
