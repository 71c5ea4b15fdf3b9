// A file of the database is damaged behind the app's back: it is noticed or does no harm, and no edit is lost.
import { rmSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { AppDriver } from '../harness/app-driver.ts'
import { newFieldDay, type FieldDay } from '../harness/field-day.ts'
import { databaseFiles, spoil, ways, type Way } from '../harness/spoil.ts'
import { below, figures, random, seed, timeLimit, times } from './proof.ts'

let day: FieldDay
/** Runs on from one round to the next; null where something went wrong. */
let kept: AppDriver | null = null
beforeAll(async () => {
  // Enough for LevelDB to have written tables, and not its log only.
  day = await newFieldDay({ accounts: 300, text: 12_000 })
  kept = await day.start()
  await kept.signIn('anna')
})
afterAll(() => day?.remove())

const kinds: Record<string, RegExp> = {
  table: /\.ldb$/,
  log: /\d\.log$/,
  MANIFEST: /^MANIFEST-/,
  CURRENT: /^CURRENT$/,
  LOCK: /^LOCK$/,
  // Large values lie beside the tables.
  blob: /^[0-9a-f]+$/
}
/** Ten in `npm test`; the proof takes every kind in every way. */
const usual: [string, Way | 'emptied'][] = [
  ['table', 'bit'],
  ['table', 'cut'],
  ['table', 'gone'],
  ['log', 'bit'],
  ['log', 'cut'],
  ['log', 'gone'],
  ['MANIFEST', 'bit'],
  ['MANIFEST', 'gone'],
  ['CURRENT', 'gone'],
  ['folder', 'emptied']
]
const all: [string, Way | 'emptied'][] = [
  ...Object.keys(kinds).flatMap((kind) => ways.map((way): [string, Way] => [kind, way])),
  ['folder', 'emptied']
]

afterEach(async () => {
  if (!kept) await day.desk.stop()
  await day.cable.putBack()
})

const waitingOf = async (app: AppDriver): Promise<number> =>
  Number(/(\d+) waiting/.exec(await app.badge().innerText())?.[1] ?? 0)

/** Without the file that lists its tables Chromium neither opens nor deletes the database. */
async function unreadable(app: AppDriver): Promise<boolean> {
  const failed = app.page.getByText('The data on this computer cannot be read').first()
  await failed.or(app.badge()).first().waitFor()
  await expect.poll(async () => (await failed.count()) > 0 || (await waitingOf(app)) > 0).toBe(true)
  return (await failed.count()) > 0
}
async function rebuild(app: AppDriver): Promise<void> {
  await app.button('Rebuild from the server').click()
  await app.dialog().getByRole('button', { name: 'Rebuild from the server' }).click()
  await app.dialog().waitFor({ state: 'detached' })
}

let round = 0
const told = { rounds: 0, detected: 0, harmless: 0, 'edits restored': 0, absent: 0 }

/** Answers what is wrong afterwards. */
async function damaged(kind: string, way: Way | 'emptied', chance: () => number): Promise<string[]> {
  round += 1
  const name = `${kind} ${way}, seed ${seed}, round ${round}`
  await day.cable.pull()
  let app = kept ?? (await day.start())
  kept = null
  const edits = 1 + below(chance, 4)
  for (let n = 1; n <= edits; n += 1) await day.mustSave(app, `${name}, edit ${n}`)
  await app.kill()

  const files = databaseFiles(day.desk.folder)
  let what: string
  if (way === 'emptied') {
    const folders = new Set(files.map((file) => dirname(file)))
    for (const file of files) rmSync(file, { force: true })
    what = `${folders.size} folders`
  } else {
    const some = files.filter((file) => kinds[kind]!.test(basename(file)))
    if (some.length === 0) told.absent += 1
    const file = some[below(chance, some.length)]
    what = file ? `${basename(file)} ${spoil(file, way, chance)}` : 'no such file'
  }

  // Still without a network: what it lacks it cannot get, and says so.
  app = await day.start()
  if (await unreadable(app)) await rebuild(app)
  // What the server has answered may count again until it is asked: it takes each op once.
  await expect
    .poll(() => waitingOf(app), { message: `${name}: ${what}`, timeout: 30_000 })
    .toBeGreaterThanOrEqual(edits)
  const says = app.page.getByText('Data on this computer was damaged')
  const missing = await day.wrongOn(app).catch((error: unknown) => [String(error)])
  const isTold = (await says.count()) > 0

  await day.cable.putBack()
  await day.syncNow(app)
  await app.synced()
  if (isTold) await says.waitFor()
  const wrong = [...(await day.wrong()), ...(await day.wrongOn(app))]
  if (missing.length > 0 && !isTold) wrong.push(`${missing.length} rows were missing and nobody said so, ${missing[0]}`)
  kept = wrong.length === 0 ? app : null
  told.rounds += 1
  told[isTold ? 'detected' : 'harmless'] += 1
  told['edits restored'] += edits
  return wrong.map((one) => `${name}: ${what}: ${one}`)
}

const rounds = times(1)
const cases = rounds > 1 ? all : usual
test.each(cases)(
  '%s, %s: noticed or harmless, every edit reaches the server once',
  async (kind, way) => {
    for (let n = 0; n < rounds; n += 1) expect(await damaged(kind, way, random(seed + round * 7919))).toEqual([])
    if (kind === cases.at(-1)![0] && way === cases.at(-1)![1]) figures(told)
  },
  timeLimit(rounds)
)
