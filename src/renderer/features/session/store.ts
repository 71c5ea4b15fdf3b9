import type { Session } from '@fieldfile/protocol'
import { create } from 'zustand'

interface SessionStore {
  /** opening: signed in, and the data of whoever was here before is being let go. */
  phase: 'signedOut' | 'opening' | 'open'
  session: Session | null
  /** Why the session ended, until the same person signs in again; the data stays open meanwhile. */
  ended: string | null
  /** What is left to say after signing out: how much is unsent, and whose it is; or that all of it was erased. */
  left: { count: number; name: string; forgotten?: boolean } | null
  /** The device was revoked, and what it held is deleted. */
  wiped: boolean
}

export const signedOut: SessionStore = { phase: 'signedOut', session: null, ended: null, left: null, wiped: false }
export const useSession = create<SessionStore>()(() => signedOut)
