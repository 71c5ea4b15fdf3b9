import type { Session } from '@fieldfile/protocol'
import { create } from 'zustand'

interface SessionStore {
  session: Session | null
  /** Why the session ended, until the same person signs in again; the data stays open meanwhile. */
  ended: string | null
}

export const useSession = create<SessionStore>()(() => ({ session: null, ended: null }))
