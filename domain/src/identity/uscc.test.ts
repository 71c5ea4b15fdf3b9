import { array, assert, constantFrom, nat, property } from 'fast-check'
import { expect, test } from 'vitest'
import { normalUscc, usccCheckCharacter, usccProblem } from './uscc.ts'

test('[C-34] the worked example of GB 32100: 91350100M000100Y4 → 3', () => {
  expect(usccCheckCharacter('91350100M000100Y4')).toBe('3')
  expect(usccProblem('91350100M000100Y43')).toBeNull()
})

test.each(['91990000MA0DEM0011', '91990000MA0DEM0024'])('[C-34] the demo code %s is valid', (code) => {
  expect(usccProblem(code)).toBeNull()
})

test('says what is wrong, and what the check character should be', () => {
  expect(usccProblem('91350100M000100Y44')).toEqual({ problem: 'check', expected: '3' })
  expect(usccProblem('91350100M000100Y4')).toEqual({ problem: 'length', length: 17 })
  expect(usccProblem('9135O100M000100Y43')).toEqual({ problem: 'character', at: 5, character: 'O' })
})

test('is written in half width and capitals, without spaces', () => {
  expect(normalUscc(' 91350100 m000100y43 ')).toBe('91350100M000100Y43')
  expect(normalUscc('９１３５０１００Ｍ０００１００Ｙ４３')).toBe('91350100M000100Y43')
})

const characters = [...'0123456789ABCDEFGHJKLMNPQRTUWXY']
test('[C-34] any one wrong character is found', () => {
  assert(
    property(
      array(constantFrom(...characters), { minLength: 17, maxLength: 17 }),
      nat(17),
      constantFrom(...characters),
      (first, at, other) => {
        const code = first.join('') + usccCheckCharacter(first.join(''))!
        const changed = code.slice(0, at) + other + code.slice(at + 1)
        expect(usccProblem(code)).toBeNull()
        expect(usccProblem(changed) === null).toBe(changed === code)
      }
    ),
    { seed: 34 }
  )
})
