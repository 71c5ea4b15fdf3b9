import { FieldfileError } from '@fieldfile/protocol/errors'
import { ipcCalls, type IpcCalls, type IpcEvents } from '@fieldfile/protocol/ipc'
import type { IpcMain, WebContents } from 'electron'
import { messageOf, type Log } from '../store/log.ts'
import { createGuard, type Channel, type GuardDeps } from './guard.ts'

/** One function per channel. */
export type Handlers = {
  [K in Channel]: (argument: IpcCalls[K]['in']) => IpcCalls[K]['out'] | Promise<IpcCalls[K]['out']>
}

/** Registers every channel of the contract; a handler sees only arguments that passed the guard. */
export function registerCalls(ipcMain: Pick<IpcMain, 'handle'>, handlers: Handlers, deps: GuardDeps): void {
  const check = createGuard(deps)
  const register = <K extends Channel>(channel: K): void =>
    ipcMain.handle(channel, async (event, ...args: unknown[]) => {
      const argument = check(channel, event, args)
      try {
        return await handlers[channel](argument)
      } catch (error) {
        throw asCode(channel, error, deps.log)
      }
    })
  for (const channel of Object.keys(ipcCalls) as Channel[]) register(channel)
}

/** Only a code crosses the bridge; what went wrong stays in the log. */
function asCode(channel: string, error: unknown, log: Log): FieldfileError {
  const code = error instanceof FieldfileError ? error.code : 'STORAGE_FAILED'
  log('ipc.failed', { channel, code, cause: messageOf(error) })
  return new FieldfileError(code)
}

export type SendEvent = <K extends keyof IpcEvents>(channel: K, event: IpcEvents[K]) => void

/** Sends to the window there is; without one, nobody is told. */
export const createSender =
  (contents: () => Pick<WebContents, 'send' | 'isDestroyed'> | null): SendEvent =>
  (channel, event) => {
    const to = contents()
    if (to && !to.isDestroyed()) to.send(channel, event)
  }
