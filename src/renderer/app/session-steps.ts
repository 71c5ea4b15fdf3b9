import { paths, type Session } from '@fieldfile/protocol'
import { signedOut, useSession } from '../features/session/index.ts'
import { useToasts } from '../ui/index.ts'
import type { AppParts } from './context.ts'
import { rememberedPath, restart } from './history.ts'

/** Answers of queries stay for two seconds after their last reader; the next session must not meet them. */
const settleMs = 2_500
let settled = 0

/** Opens the data of a signed-in user and shows where they were, else where their day starts. */
export function openSession(parts: AppParts, session: Session): void {
  useSession.setState({ ...signedOut, phase: 'opening', session })
  const open = () => {
    parts.connection.start(session, { demo: parts.info.demo !== null })
    const before = rememberedPath()
    restart(before && before !== '/' ? before : paths.today)
    useSession.setState({ phase: 'open' })
  }
  const wait = settled - Date.now()
  if (wait > 0) setTimeout(open, wait)
  else open()
}

function close({ connection }: AppParts): void {
  connection.stop()
  useToasts.setState({ toast: null })
  settled = Date.now() + settleMs
}

/** What is unsent stays on this device, encrypted, until the same person signs in again. */
export async function endSession(parts: AppParts, left: { count: number; name: string }): Promise<void> {
  close(parts)
  restart('/')
  useSession.setState({ ...signedOut, left })
  await parts.bridge.call('session.signOut', null)
}

/** Closes the store and opens it anew: it could not be read, or the sign-in brought another one. */
export function reopenSession(parts: AppParts, session: Session): void {
  close(parts)
  openSession(parts, session)
}
