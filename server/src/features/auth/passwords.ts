import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'

/** OWASP's first choice for Argon2id: 19 MiB, two passes, one lane. The package's default algorithm is Argon2id. */
const cost = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 }

export const hashPassword = (password: string): Promise<string> => hash(password, cost)

let dummy: Promise<string> | undefined
let busy: Promise<unknown> = Promise.resolve()

/**
 * Whether the password is right. Without a hash it takes the same time and says no, so that the time does not tell which
 * logins exist. One at a time: hashing is made to be costly, and sign-ins must not crowd out the rest.
 */
export function checkPassword(stored: string | undefined, password: string): Promise<boolean> {
  const turn = busy.then(async () => {
    dummy ??= hashPassword(randomBytes(16).toString('hex'))
    const right = await verify(stored ?? (await dummy), password)
    return right && stored !== undefined
  })
  busy = turn.catch(() => {})
  return turn
}
