import { errors, isErrorCode, type Failure } from '@fieldfile/protocol'
import type { words } from './words.ts'

export type SignInField = 'server' | 'login' | 'password'
export type WordOf = (key: keyof typeof words.zh, values?: Record<string, string | number>) => string

/** Where a failure belongs on the form; `form` is above the fields. */
const places: Readonly<Record<string, SignInField>> = {
  BAD_CREDENTIALS: 'password',
  USER_DISABLED: 'login',
  SERVER_ADDRESS_WRONG: 'server',
  SERVER_ADDRESS_INSECURE: 'server'
}

export interface Problem {
  place: SignInField | 'form'
  text: string
  /** A captive portal is passed in a browser. */
  portal: boolean
}

interface Context {
  server: string
  language: 'zh-CN' | 'en'
  /** There is data on this device already: work goes on without a sign-in. */
  again: boolean
  word: WordOf
}

/** A failed sign-in as the person reads it: beside the field to change, or above the form with the remedy. */
export function problemOf(failure: Failure, { server, language, again, word }: Context): Problem {
  const code = isErrorCode(failure.code) ? failure.code : 'SERVER_ERROR'
  const said = errors[code][language === 'en' ? 'en' : 'zh']
  const place = places[code] ?? 'form'
  if (code === 'SERVER_UNREACHABLE' || code === 'OFFLINE') {
    // What the code usually says, "keep working", does not hold before the first sign-in.
    return { place, text: word(again ? 'unreachableAgain' : 'unreachable', { server }), portal: false }
  }
  if (code === 'TOO_MANY_ATTEMPTS' && failure.retryAfterMs) {
    const minutes = Math.max(1, Math.ceil(failure.retryAfterMs / 60_000))
    return { place, text: word('tooMany', { minutes }), portal: false }
  }
  return { place, text: said, portal: code === 'CAPTIVE_PORTAL' }
}

export interface Credentials {
  server: string
  login: string
  password: string
}

/** What is not filled in yet, by field. */
export function missing({ server, login, password }: Credentials, word: WordOf): Partial<Record<SignInField, string>> {
  return {
    ...(server.trim() ? {} : { server: word('askServer') }),
    ...(login.trim() ? {} : { login: word('askLogin') }),
    ...(password ? {} : { password: word('askPassword') })
  }
}
