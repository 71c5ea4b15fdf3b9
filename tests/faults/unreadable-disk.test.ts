// What a person who takes the laptop apart finds: the files of the app, searched for what was on its screens.
import { readFileSync, statSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newDesk, type Desk } from '../harness/app-driver.ts'
import { filesBelow } from '../harness/spoil.ts'
import { startTestServer, type TestServer } from '../harness/server.ts'

let server: TestServer
let desk: Desk
beforeAll(async () => {
  server = await startTestServer()
  desk = await newDesk({ server: server.url })
})
afterAll(async () => {
  await desk.remove()
  await server.close()
})

/** IndexedDB keeps text in either form. */
const forms = (text: string): Buffer[] => [Buffer.from(text), Buffer.from(text, 'utf16le')]
const holding = (files: readonly string[], text: string): string[] =>
  files.filter((file) => {
    const bytes = readFileSync(file)
    return forms(text).some((form) => bytes.includes(form))
  })

/** Runs in the page: the control, a value that nobody sealed, on the disk when it returns. */
function writeInTheOpen(text: string): Promise<void> {
  return new Promise((done, fail) => {
    const request = indexedDB.open('control')
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore('control'))
    request.addEventListener('error', () => fail(request.error ?? new Error('no control')))
    request.addEventListener('success', () => {
      const act = request.result.transaction('control', 'readwrite', { durability: 'strict' })
      act.objectStore('control').put(text, 1)
      act.addEventListener('complete', () => done())
      act.addEventListener('error', () => fail(act.error ?? new Error('no control')))
    })
  })
}

test('the database’s files hold no name and no id of a customer; what is not secret is found the same way', async () => {
  const app = await desk.start()
  await app.signIn('anna')
  await app.synced()
  const ids = await app.stored('account')
  expect(ids.length).toBeGreaterThan(0)
  await app.openByPalette('east st', 'East Steel')
  await app.page.evaluate(writeInTheOpen, 'Marker-in-the-open')
  await app.synced()
  await app.kill()
  const files = filesBelow(desk.folder).filter((file) => statSync(file).size > 0)
  const data = files.filter((file) => file.includes('IndexedDB'))
  expect(data.length).toBeGreaterThan(0)
  expect(holding(data, 'Marker-in-the-open')).not.toEqual([])
  expect(holding(data, 'East Steel')).toEqual([])
  for (const id of ids) expect(holding(data, id)).toEqual([])
})
