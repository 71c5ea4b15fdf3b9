import { argon2idAsync } from '@noble/hashes/argon2.js'
import { z } from 'zod'
import { fromBase64, joined, textOf, toBase64, utf8, type Bytes } from '../vault/bytes.ts'
import { deflate, inflate } from '../vault/deflate.ts'

/** The code is wrong, or the parcel was changed. */
export class WrongCode extends Error {}
/** A newer version of the app made it. */
export class NewerParcel extends Error {}

const version = 1
/** OWASP Password Storage Cheat Sheet, Argon2id. Fixed by the version: a parcel must not say how much memory it takes. */
const cost = { m: 19_456, t: 2, p: 1, dkLen: 32, asyncTick: 20 }
const Envelope = z.object({ version: z.int(), salt: z.string(), iv: z.string(), body: z.string() })

/** Crockford's base 32: no letter is taken for a digit. 16 of them are 80 bits, out of reach of guessing. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
export function newCode(): string {
  const text = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => letters[byte % 32]!).join('')
  return text.match(/.{4}/g)!.join('-')
}
/** As it was meant, whatever case, blanks and look-alikes it is typed with. */
export const plainCode = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')

const about = utf8(`fieldfile unsent ${version}`)

async function keyOf(code: string, salt: Bytes): Promise<CryptoKey> {
  const raw = await argon2idAsync(utf8(plainCode(code)), salt, cost)
  return crypto.subtle.importKey('raw', joined(raw), 'AES-GCM', false, ['encrypt', 'decrypt'])
}

/** A value that can be carried outside the app, and opened with its code only. */
export async function sealParcel(value: unknown, code: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const body = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: about },
    await keyOf(code, salt),
    await deflate(utf8(JSON.stringify(value)))
  )
  const envelope = { version, salt: toBase64(salt), iv: toBase64(iv), body: toBase64(new Uint8Array(body)) }
  return toBase64(utf8(JSON.stringify(envelope)))
}

/** @throws WrongCode, NewerParcel */
export async function openParcel(data: string, code: string): Promise<unknown> {
  let envelope: z.infer<typeof Envelope>
  try {
    envelope = Envelope.parse(JSON.parse(textOf(fromBase64(data))))
  } catch {
    throw new WrongCode()
  }
  if (envelope.version > version) throw new NewerParcel()
  try {
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: fromBase64(envelope.iv), additionalData: about },
      await keyOf(code, fromBase64(envelope.salt)),
      fromBase64(envelope.body)
    )
    return JSON.parse(textOf(await inflate(new Uint8Array(plain))))
  } catch {
    throw new WrongCode()
  }
}
