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

type Left = NonNullable<ReturnType<typeof useSession.getState>['left']>

/** What is unsent stays on this device until the same person signs in again. */
export async function endSession(parts: AppParts, left: Left): Promise<void> {
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
  if (session) forgetWindow(session)
  restart('/')
  useSession.setState({ ...signedOut, wiped: true })
}

const forgetWindow = ({ user }: Session): void => {
  for (const key of Object.keys(localStorage)) if (key.includes(user.id)) localStorage.removeItem(key)
}

/** Their data is destroyed already; nothing of them stays in the window either. */
export async function forgetSession(parts: AppParts, session: Session): Promise<void> {
  forgetWindow(session)
  await endSession(parts, { count: 0, name: session.user.name, forgotten: true })
}

/** The store cannot be opened at all: it goes, and comes again from the journal and the server. */
export async function rebuildStore(parts: AppParts, session: Session): Promise<void> {
  close(parts)
  try {
    await parts.bridge.call('database.clear', null)
  } finally {
    openSession(parts, session)
  }
}

/** Closes the store and opens it anew: it could not be read, or the sign-in brought another one. */
export function reopenSession(parts: AppParts, session: Session): void {
  close(parts)
  openSession(parts, session)
}
