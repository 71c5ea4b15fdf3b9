import { startReplica, type Scope } from '../replica/worker.ts'
import { protoVersion, schemaVersion } from '@fieldfile/protocol/version'
import { queries } from './queries.ts'

startReplica({
  queries,
  scope: self as unknown as Scope,
  deps: { versions: { proto: protoVersion, schema: schemaVersion } }
})
