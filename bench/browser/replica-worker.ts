import { protoVersion, schemaVersion } from '@fieldfile/protocol/version'
import { queries } from '../../src/renderer/app/queries.ts'
import { startReplica, type Scope } from '../../src/renderer/replica/worker.ts'
import { countRecords, titleOf } from './count-query.ts'

// The app's worker with two more queries.
startReplica({
  queries: [...queries, countRecords, titleOf],
  scope: self as unknown as Scope,
  deps: { versions: { proto: protoVersion, schema: schemaVersion } }
})
