import { expect, test } from 'vitest'
import { watchNetwork } from './network.ts'

test('tells changes only', () => {
  const told: string[] = []
  let online = true
  let look: (() => void) | undefined
  watchNetwork(
    () => online,
    (_ms, act) => (look = act),
    ({ type }) => told.push(type)
  )
  for (const next of [true, false, false, true]) {
    online = next
    look!()
  }
  expect(told).toEqual(['offline', 'online'])
})
