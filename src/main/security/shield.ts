import { randomBytes } from 'node:crypto'
import type { App, Protocol, Session } from 'electron'
import type { Log } from '../store/log.ts'
import { createAppFiles } from './app-files.ts'
import { guardContents, guardRequests } from './contents.ts'
import { appOrigin } from './expectations.ts'
import { guardPermissions } from './permissions.ts'

export interface ShieldDeps {
  app: App
  protocol: Protocol
  session: Session
  /** Folder of the built renderer. */
  files: string
  /** Address of the development server, never in a packaged app. */
  developing: string | undefined
  log: Log
}

const newNonce = (): string => randomBytes(16).toString('base64')

/** Sets every limit of a page, before there is one. Gives back the origins whose pages may talk to main. */
export async function shieldPages({ app, protocol, session, files, developing, log }: ShieldDeps): Promise<string[]> {
  const origins = developing ? [appOrigin, new URL(developing).origin] : [appOrigin]
  guardContents(app, log)
  guardPermissions(session)
  guardRequests(session, [...origins, ...origins.map((origin) => origin.replace(/^http/, 'ws'))], log)
  protocol.handle('app', await createAppFiles({ folder: files, newNonce }))
  return origins
}
