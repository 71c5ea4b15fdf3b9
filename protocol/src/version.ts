import { protoHistory, schemaHistory } from './wire-history.ts'

/** The version of the messages between app and server. */
export const protoVersion: number = protoHistory.at(-1)!.version
/** The version of the entity definitions; every op names the one its author had. */
export const schemaVersion: number = schemaHistory.at(-1)!.version
