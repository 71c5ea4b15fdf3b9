import { Tokens } from '@fieldfile/protocol/auth'
import { Session } from '@fieldfile/protocol/ipc'

/** What a sign-in leaves behind: who, where, and the tokens. Only ever written sealed by the keychain. */
export const SignedIn = Session.omit({ remembered: true }).extend({ tokens: Tokens })
export type SignedIn = ReturnType<typeof SignedIn.parse>

/** What the window may know of it: `Session` drops the tokens. */
export const publicSession = (signedIn: SignedIn, remembered: boolean): Session =>
  Session.parse({ ...signedIn, remembered })
