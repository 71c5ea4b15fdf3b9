import { isErrorCode, type ErrorCode, type NetState } from '@fieldfile/protocol'

/** Tried again by itself, and yet to no avail until a person does something. */
const remedies: readonly string[] = ['CAPTIVE_PORTAL', 'CLOCK_OFF', 'SERVER_TOO_OLD'] satisfies ErrorCode[]

/** Why sync stands still until a person does something; null where it does not, or waiting is enough. */
export function heldUpBy({ phase, code }: Pick<NetState, 'phase' | 'code'>): ErrorCode | null {
  if (!isErrorCode(code)) return null
  const trying = phase === 'waiting' || phase === 'syncing'
  return phase === 'blocked' || (trying && remedies.includes(code)) ? code : null
}
