import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { FieldfileError, signInDays } from '@fieldfile/protocol'
import { errors as jose, jwtVerify, SignJWT } from 'jose'

export const accessMs = 15 * 60_000
export const refreshMs = signInDays * 24 * 60 * 60_000
const audience = 'fieldfile'
const algorithm = 'HS256'

export interface Claims {
  userId: string
  device: string
  /** The session family: all refresh tokens that descend from one sign-in. */
  family: string
}

const key = (secret: string): Uint8Array => new TextEncoder().encode(secret)

export function signAccess(
  secret: string,
  tenant: string,
  { userId, device, family }: Claims,
  now: number
): Promise<string> {
  return new SignJWT({ device, family })
    .setProtectedHeader({ alg: algorithm })
    .setSubject(userId)
    .setIssuer(tenant)
    .setAudience(audience)
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(Math.floor((now + accessMs) / 1000))
    .sign(key(secret))
}

/** Throws TOKEN_EXPIRED or TOKEN_INVALID. Only HS256 is taken, so `alg: none` and a public key as secret are not. */
export async function verifyAccess(secret: string, tenant: string, token: string, now: number): Promise<Claims> {
  try {
    const { payload } = await jwtVerify(token, key(secret), {
      algorithms: [algorithm],
      audience,
      issuer: tenant,
      requiredClaims: ['sub', 'exp', 'device', 'family'],
      currentDate: new Date(now)
    })
    return { userId: payload.sub!, device: String(payload['device']), family: String(payload['family']) }
  } catch (error) {
    throw new FieldfileError(error instanceof jose.JWTExpired ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID')
  }
}

export const newRefresh = (): string => randomBytes(32).toString('base64url')
/**
 * The successor follows from the token and the server's secret. So when its answer was lost, the same one is given again
 * without ever being stored; who holds the token alone cannot work it out.
 */
export const successorOf = (secret: string, refresh: string): string =>
  createHmac('sha256', secret).update(`refresh:${refresh}`).digest('base64url')
export const hashOf = (refresh: string): string => createHash('sha256').update(refresh).digest('base64url')

/** The device that a token of ours names, whether or not it is still good; only to count its requests. */
export function deviceOf(secret: string, token: string): string | null {
  const [header, payload, signature] = token.split('.')
  if (!header || !payload || !signature) return null
  const right = createHmac('sha256', secret).update(`${header}.${payload}`).digest()
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== right.length || !timingSafeEqual(given, right)) return null
  return String((JSON.parse(Buffer.from(payload, 'base64url').toString()) as { device?: unknown }).device)
}
