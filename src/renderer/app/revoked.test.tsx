import { errors } from '@fieldfile/protocol'
import { expect, onTestFinished, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { FakeBridge, session } from './testing/fake-bridge.ts'
import { barriers, startApp } from './testing/start-app.tsx'

const databases = async () => (await indexedDB.databases()).map(({ name }) => name)

test('a revoked device: nothing of the person is left on the screen or in the database, and it says so', async () => {
  const bridge = new FakeBridge()
  bridge.session = session
  const app = await startApp(bridge)
  onTestFinished(() => app.end())
  await vi.waitFor(() => expect(bridge.vault.databases).toHaveLength(1), 10_000)
  const [name] = bridge.vault.databases
  await vi.waitFor(async () => expect(await databases()).toContain(name), 10_000)
  localStorage.setItem(`fieldfile.recent.${session.user.id}`, '[]')
  bridge.session = null
  bridge.emit('session.ended', { code: 'DEVICE_REVOKED' })
  bridge.vault.doomed = [name!]
  bridge.emit('database.erase', { names: [name!] })
  const said = [errors.DEVICE_REVOKED.en, errors.DEVICE_REVOKED.zh]
  await vi.waitFor(() => expect(said.some((text) => document.body.textContent?.includes(text))).toBe(true))
  expect(await barriers()).toEqual([])
  await expect.element(page.getByRole('navigation')).not.toBeInTheDocument()
  await vi.waitFor(async () => expect(await databases()).not.toContain(name), 10_000)
  await vi.waitFor(() => expect(bridge.vault.doomed).toEqual([]))
  expect(Object.keys(localStorage)).toEqual([])
})

test('deleting that an earlier run could not end is ended at the next start, also with nobody signed in', async () => {
  const bridge = new FakeBridge()
  await new Promise((done) => {
    indexedDB.open('fieldfile-left').addEventListener('success', (event) => {
      ;(event.target as IDBOpenDBRequest).result.close()
      done(null)
    })
  })
  bridge.vault.doomed = ['fieldfile-left']
  const app = await startApp(bridge)
  onTestFinished(() => app.end())
  await vi.waitFor(() => expect(bridge.vault.doomed).toEqual([]), 10_000)
  expect(await databases()).not.toContain('fieldfile-left')
})
