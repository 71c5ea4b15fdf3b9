import type { Field } from '@fieldfile/protocol'
import type { Prepared } from './prepare.ts'

/** Raised when `prepare` says something else of the same values: a test holds the two together. */
export const textsForm = 1

export type KeptText = [id: string, mark: number, wide: string, narrow: string, length: number]

/** Prepared texts of some records of a type, as an earlier run left them on the disk. */
export interface KeptTexts {
  form: number
  type: string
  fields: string[]
  texts: KeptText[]
}

/**
 * A number for the values a text was made of: 53 bits of two multiplicative hashes. A kept text counts only where the mark is the
 * record's, so that it cannot outlive what it says, whatever has happened to the record since.
 */
export function markOf(fields: readonly [string, Field][], body: Readonly<Record<string, unknown>>): number {
  let a = 0x9e3779b1
  let b = 0x85ebca6b
  const mix = (code: number): void => {
    a = Math.imul(a ^ code, 0x27d4eb2f)
    b = Math.imul(b ^ code, 0x165667b1)
    a ^= a >>> 15
    b ^= b >>> 13
  }
  fields.forEach(([name], number) => {
    for (const value of [body[name]].flat()) {
      if (typeof value !== 'string') continue
      for (let i = 0; i < value.length; i++) mix(value.charCodeAt(i))
      mix(0x1_0000 + number)
    }
  })
  return (b & 0x1f_ffff) * 0x1_0000_0000 + (a >>> 0)
}

export const preparedOf = ([, , wide, narrow, length]: KeptText): Prepared => ({ wide, narrow, length })
