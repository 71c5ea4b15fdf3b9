import { paths, type Session } from '@fieldfile/protocol'
import { signedOut, useSession } from '../features/session/index.ts'
import { useToasts } from '../ui/index.ts'
import type { AppParts } from './context.ts'
import { rememberedPath, restart } from './history.ts'

/** Opens the data of a signed-in user and shows where they were, else where their day starts. */
export function openSession(parts: AppParts, session: Session): void {
  useSession.setState({ ...signedOut, phase: 'opening', session })
  parts.connection.start(session, { demo: parts.info.demo !== null })
  const before = rememberedPath()
  restart(before && before !== '/' ? before : paths.today)
  useSession.setState({ phase: 'open' })
}

function close({ connection }: AppParts): void {
  connection.stop()
  useToasts.setState({ toast: null })
}

/** What is unsent stays on this device until the same person signs in again. */
export async function endSession(parts: AppParts, left: { count: number; name: string }): Promise<void> {
  close(parts)
  restart('/')
  useSession.setState({ ...signedOut, left })
  await parts.bridge.call('session.signOut', null)
}

/** The server ended it. The work stays open, unless this device was revoked. */
export function sessionEnded(parts: AppParts, code: string): void {
  if (code === 'DEVICE_REVOKED') wipe(parts)
  else useSession.setState({ ended: code })
}

/** Nothing of the person stays, neither here nor on the screen. */
function wipe(parts: AppParts): void {
  const { session } = useSession.getState()
  close(parts)
  if (session)
    for (const key of Object.keys(localStorage)) if (key.includes(session.user.id)) localStorage.removeItem(key)
  restart('/')
  useSession.setState({ ...signedOut, wiped: true })
}

/** Closes the store and opens it anew: it could not be read, or the sign-in brought another one. */
export function reopenSession(parts: AppParts, session: Session): void {
  close(parts)
  openSession(parts, session)
}
