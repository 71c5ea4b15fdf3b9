// The window's side of the replica: useQuery, write, status. Written against replica/read.ts and replica/messages.ts.
export { defineQuery, type Query } from '../replica/read.ts'
export type { Change, CheckReport, Lock, OutboxEntry, Saved, Status, UnsentFile } from '../replica/messages.ts'
export { lookup, outbox, retryRefused, dropRefused, undo, write, WriteError } from './commands.ts'
export { connect, type Connection, type WorkerLike } from './connection.ts'
export { changePin, keyInfo, lockNow, rotateKey, tryVault, unlock } from './lock.ts'
export {
  checkStorage,
  chooseUnsentFile,
  exportUnsent,
  forgetDevice,
  listBackups,
  lookUnsent,
  makeBackup,
  rebuildStorage,
  restoreBackup,
  storageInfo,
  takeUnsent
} from './storage.ts'
export { lastSyncOf } from './status-store.ts'
export { useQuery } from './use-query.ts'
export { useStatus } from './use-status.ts'
