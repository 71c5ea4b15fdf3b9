// What a person who takes the laptop apart finds: the files of the app, searched for what was typed into it. The control is
// the same build with a cipher that hides nothing, put into its worker from outside: the same search finds everything.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { newId } from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import { afterEach, expect, test } from 'vitest'
import type { AppDriver } from '../harness/app-driver.ts'
import { newFieldDay, type FieldDay } from '../harness/field-day.ts'
import { filesBelow } from '../harness/spoil.ts'
import { figures } from './proof.ts'

let day: FieldDay
afterEach(() => day.remove())

/** Nothing a file holds by chance, and nothing a compressor has seen before: it stays in one piece in LevelDB's blocks. */
const marker = (): string => `Mk${randomBytes(9).toString('hex').replaceAll('0', 'z').slice(0, 14)}`

/** As it is, as IndexedDB keeps wide text, in hexadecimal, and in base64 wherever in the bytes it begins. */
function forms(text: string): Buffer[] {
  const shifted = [0, 1, 2].map((shift) => {
    const base64 = Buffer.from('x'.repeat(shift) + text).toString('base64')
    return Buffer.from(base64.slice(shift === 0 ? 0 : 4, -4))
  })
  return [Buffer.from(text), Buffer.from(text, 'utf16le'), Buffer.from(Buffer.from(text).toString('hex')), ...shifted]
}
function foundIn(folder: string, texts: readonly string[], part = ''): string[] {
  const contents = filesBelow(folder).flatMap((file) => (file.includes(part) ? readFileSync(file) : []))
  return texts.filter((text) => forms(text).some((form) => contents.some((bytes) => bytes.includes(form))))
}

/** Runs in the page: many values that nobody sealed, after which LevelDB writes what came before into tables. */
function writeInTheOpen(text: string): Promise<void> {
  return new Promise((done, fail) => {
    const request = indexedDB.open('control')
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore('control'))
    request.addEventListener('error', () => fail(request.error ?? new Error('no control')))
    request.addEventListener('success', () => {
      const act = request.result.transaction('control', 'readwrite', { durability: 'strict' })
      const store = act.objectStore('control')
      store.put(text, 0)
      for (let n = 1; n <= 150; n += 1) store.put(crypto.getRandomValues(new Uint8Array(40_000)), n)
      act.addEventListener('complete', () => done())
      act.addEventListener('error', () => fail(act.error ?? new Error('no control')))
    })
  })
}

/** Runs in the worker: a cipher that hides nothing. */
function hideNothing(): void {
  const type = SubtleCrypto.prototype as unknown as Record<string, unknown>
  type['encrypt'] = async (_: unknown, __: unknown, plain: Uint8Array) => {
    const sealed = new Uint8Array(plain.byteLength + 16)
    sealed.set(new Uint8Array(plain.buffer ?? plain, plain.byteOffset ?? 0, plain.byteLength))
    return sealed.buffer
  }
  type['decrypt'] = async (_: unknown, __: unknown, sealed: Uint8Array) =>
    new Uint8Array(sealed.buffer ?? sealed, sealed.byteOffset ?? 0, sealed.byteLength).slice(0, -16).buffer
}

/** A marker in every field that takes text, in the words of the definitions. */
async function fillFields(app: AppDriver): Promise<string[]> {
  const { eastAccount: accountId, users } = day.server.ids
  const firsts = [
    { type: 'person', values: { accountId, name: 'Someone', position: 'buyer' } },
    { type: 'site', values: { accountId, name: 'Somewhere' } },
    {
      type: 'task',
      step: { event: 'open' },
      values: { accountId, title: 'Something', assigneeUserId: users.anna, kind: 'followUp' }
    }
  ]
  const records = [{ type: 'account', id: accountId }]
  for (const first of [...firsts, ...firsts]) {
    const id = newId()
    await day.write(app, [{ id, kind: 'create', ...first }])
    records.push({ type: first.type, id })
  }
  const texts: string[] = []
  for (const { type, id } of records) {
    for (const [name, { type: of }] of Object.entries(types.get(type)!.entity.fields)) {
      const isSet = of.kind === 'set' && of.of.kind === 'string'
      if (!isSet && of.kind !== 'string' && of.kind !== 'text') continue
      const text = marker()
      const values = { [name]: isSet ? [text] : text }
      // Some are not theirs to write, or take numbers only.
      if ((await day.write(app, [{ type, id, kind: 'edit', values }])) === null) texts.push(text)
    }
  }
  // What happened is written once, and is history.
  const at = { at: new Date().toISOString(), zone: 'UTC' }
  for (let n = 0; n < 3; n += 1) {
    const [subject, body, adviceGiven] = [marker(), marker(), marker()]
    const values = { accountId, at, channel: 'callIn', subject, body, adviceGiven }
    const failure = await day.write(app, [{ type: 'interaction', kind: 'create', values }])
    if (failure === null) texts.push(subject, body, adviceGiven)
  }
  return texts
}

async function openForm(app: AppDriver, what: string, label: string, text: string): Promise<void> {
  await app.page.getByRole('button', { name: 'Record', exact: true }).click()
  // On a busy computer the menu still moves while it is aimed at.
  await app.page.getByRole('menuitem', { name: what, exact: true }).dispatchEvent('click')
  await app.dialog().getByRole('textbox', { name: label, exact: true }).fill(text)
}

/** Everything a person types; answers what is stored of it, and what is not. */
async function typeEverywhere(app: AppDriver): Promise<{ stored: string[]; passing: string[] }> {
  const [password, search, draft, site] = Array.from({ length: 4 }, marker) as string[]
  await app.trySignIn('anna', password)
  await app.page.getByRole('alert').first().waitFor()
  await app.page.getByLabel('Password', { exact: true }).fill('correct horse 1')
  await app.button('Sign in').click()
  await app.synced()
  // What follows waits for a network.
  await day.cable.pull()
  await app.findsNothing(search!)
  await app.openByPalette('east st', 'East Steel')
  const form = app.dialog()
  await openForm(app, 'Site', 'Name', site!)
  await form.getByRole('button', { name: /^Create/ }).click()
  await form.waitFor({ state: 'detached' })
  const stored = [site!, ...(await fillFields(app))]
  // Left open when the app ends.
  await openForm(app, 'Person', 'Full name', draft!)
  return { stored, passing: [password!, search!, draft!] }
}

test('50 texts typed into the app: none is found on the disk, unsent, sent or deleted', async () => {
  day = await newFieldDay()
  const app = await day.start()
  const { stored, passing } = await typeEverywhere(app)
  const texts = [...stored, ...passing]
  expect(texts.length).toBeGreaterThanOrEqual(50)
  await app.page.evaluate(writeInTheOpen, 'Marker-in-the-open')
  await app.kill()
  expect(foundIn(day.desk.folder, ['Marker-in-the-open'])).toEqual(['Marker-in-the-open'])
  expect(foundIn(day.desk.folder, [...texts, 'East Steel'])).toEqual([])
  expect(foundIn(day.desk.folder, [day.server.ids.eastAccount], 'IndexedDB')).toEqual([])

  await day.cable.putBack()
  const again = await day.start()
  await again.synced()
  const tasks = await again.stored('task')
  expect(tasks.length).toBeGreaterThan(0)
  // What comes behind the deletions tells that they have come.
  const behind = newId()
  await day.server.write([
    ...tasks.map((id) => ({ type: 'task', id, kind: 'delete' as const })),
    { type: 'site', id: behind, values: { accountId: day.server.ids.eastAccount, name: 'Behind' } }
  ])
  await day.syncNow(again)
  await expect.poll(() => again.stored('site'), { timeout: 30_000 }).toContain(behind)
  await again.page.evaluate(writeInTheOpen, 'Marker-in-the-open')
  await again.kill()
  expect(foundIn(day.desk.folder, [...texts, 'East Steel'])).toEqual([])
  expect(foundIn(day.desk.folder, [day.server.ids.eastAccount], 'IndexedDB')).toEqual([])
  figures({ 'texts typed': texts.length, found: 0 })
})

test('the control: with a cipher that hides nothing, the same search finds every text that is kept', async () => {
  day = await newFieldDay()
  const app = await day.start()
  await expect.poll(() => app.page.workers().length, { timeout: 30_000 }).toBe(1)
  await app.page.workers()[0]!.evaluate(hideNothing)
  const { stored } = await typeEverywhere(app)
  await app.page.evaluate(writeInTheOpen, 'Marker-in-the-open')
  await app.kill()
  expect(stored.length).toBeGreaterThanOrEqual(47)
  expect(foundIn(day.desk.folder, stored)).toEqual(stored)
  figures({ 'texts of the control': stored.length, 'of them found': stored.length })
})
