import { expect, test } from 'vitest'
import { createAutoLock } from './auto-lock.ts'

function setUp() {
  const state = { open: true, minutes: 10, idle: 0 }
  const locked: string[] = []
  const autoLock = createAutoLock({
    isOpen: () => state.open,
    afterMinutes: () => state.minutes,
    idleSeconds: () => state.idle,
    lock(reason) {
      state.open = false
      locked.push(reason)
    }
  })
  return { state, locked, autoLock }
}

test('locks after the minutes of the setting, and once', () => {
  const { state, locked, autoLock } = setUp()
  for (const idle of [0, 300, 599, 600, 610, 5000]) {
    state.idle = idle
    autoLock.beat()
  }
  expect(locked).toEqual(['idle'])
})

test('0 minutes: only with the computer', () => {
  const { state, locked, autoLock } = setUp()
  state.minutes = 0
  state.idle = 1_000_000
  autoLock.beat()
  expect(locked).toEqual([])
  autoLock.suspend()
  state.open = true
  autoLock.lockScreen()
  expect(locked).toEqual(['suspend', 'lock-screen'])
})

test('without a PIN, or locked already, nothing happens', () => {
  const { state, locked, autoLock } = setUp()
  state.open = false
  state.idle = 1_000_000
  autoLock.beat()
  autoLock.suspend()
  autoLock.lockScreen()
  expect(locked).toEqual([])
})
