import { compact } from './normal-text.ts'

/** Unified social credit code 统一社会信用代码, GB 32100-2015: 17 characters and a check character. */
const charset = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const lengthOfCode = 18

export type UsccProblem =
  | { problem: 'length'; length: number }
  /** `at` counts from 1. I, O, S, V and Z are not used, so that they are not read as 1, 0, 5, U, 2. */
  | { problem: 'character'; at: number; character: string }
  | { problem: 'check'; expected: string }

/** Upper case, half width, without spaces: what is stored. */
export const normalUscc = (text: string): string => compact(text).toUpperCase()

/**
 * The check character of the first 17 characters (C-34): weights 3^(i−1) mod 31,
 * c18 = (31 − Σ c·w mod 31) mod 31. GB 32100-2015, annex A. Undefined where a character does not belong to the set.
 */
export function usccCheckCharacter(first17: string): string | undefined {
  let sum = 0
  let weight = 1
  for (const character of first17) {
    const value = charset.indexOf(character)
    if (value < 0) return undefined
    sum += value * weight
    weight = (weight * 3) % 31
  }
  return charset[(31 - (sum % 31)) % 31]
}

/** What is wrong with a code, or null. Expects the normal form. */
export function usccProblem(code: string): UsccProblem | null {
  const stray = [...code].findIndex((character) => !charset.includes(character))
  if (stray >= 0) return { problem: 'character', at: stray + 1, character: [...code][stray]! }
  if (code.length !== lengthOfCode) return { problem: 'length', length: code.length }
  const expected = usccCheckCharacter(code.slice(0, -1))!
  return code.endsWith(expected) ? null : { problem: 'check', expected }
}
