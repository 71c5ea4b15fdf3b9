import type { Bridge, IpcCalls } from '@fieldfile/protocol'
import type { Connection } from '../client/index.ts'

/** What the app is started with; tests pass their own. */
export interface AppParts {
  bridge: Bridge
  connection: Pick<Connection, 'start' | 'stop' | 'speak'>
  info: IpcCalls['app.info']['out']
}
