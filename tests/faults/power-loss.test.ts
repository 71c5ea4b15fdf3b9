// What a power cut and a bad disk leave behind: files of different times beside each other, lost, flipped or cut ones.
import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { AppDriver } from '../harness/app-driver.ts'
import { newFieldDay, type FieldDay } from '../harness/field-day.ts'
import { spoil, ways } from '../harness/spoil.ts'
import { below, figures, random, seed, timeLimit, times } from './proof.ts'

let day: FieldDay
/** Runs on from one round to the next; null where something went wrong. */
let kept: AppDriver | null = null
beforeAll(async () => {
  day = await newFieldDay({ accounts: 30 })
  kept = await day.start()
  await kept.signIn('anna')
})
afterEach(async () => {
  if (!kept) await day.desk.stop()
  await day.cable.putBack()
})
afterAll(() => day?.remove())

const database = (): string => join(day.desk.folder, 'chromium/Default/IndexedDB')
/** The folder of the one person on this device. */
const person = (): string => {
  const people = join(day.desk.folder, 'people')
  return join(people, readdirSync(people)[0]!)
}
const journal = (): string => join(person(), 'journal')
const lastSegment = (): string => {
  const names = readdirSync(journal()).filter((name) => name.endsWith('.journal'))
  return join(journal(), names.toSorted().at(-1)!)
}
const lost = (app: AppDriver) => app.page.getByText(/saved changes? can no longer be read on this computer/)

interface Case {
  /** Sends the second group before the power goes. */
  sends?: boolean
  /** After the first of two groups of edits, with the app ended. */
  between?(): void
  /** After both. */
  spoils(chance: () => number): void
  /** Edits of the second group that may be gone, if the app says so. */
  mayLose?: boolean
}
/** A byte of what was written last, as a disk may flip it: in the lines that are not sent yet. */
function flipInLines(chance: () => number, newBytes: number): void {
  const file = lastSegment()
  const bytes = readFileSync(file)
  const at = bytes.length - 1 - below(chance, Math.min(newBytes, bytes.length))
  bytes[at]! ^= 1 << below(chance, 8)
  writeFileSync(file, bytes)
}

const earlier = (): string => join(day.desk.folder, 'earlier')
const putBack: Pick<Case, 'between' | 'spoils'> = {
  between() {
    rmSync(earlier(), { recursive: true, force: true })
    cpSync(database(), earlier(), { recursive: true })
  },
  spoils() {
    rmSync(database(), { recursive: true })
    cpSync(earlier(), database(), { recursive: true })
  }
}
const cases: Record<string, Case> = {
  'an earlier copy of the database beside the journal of now': putBack,
  'a copy of the database from before the last sync': { ...putBack, sends: true },
  'the journal is lost, the database is whole': {
    spoils: () => rmSync(journal(), { recursive: true })
  },
  'a bit of the journal is flipped, the database is whole': {
    spoils: (chance) => flipInLines(chance, 2_000)
  },
  'the journal is cut in the middle of a line, the database is whole': {
    spoils(chance) {
      const { length } = readFileSync(lastSegment())
      truncateSync(lastSegment(), length - 1 - below(chance, 300))
    }
  },
  'the journal is cut in the middle of a line, and the database is gone': {
    spoils() {
      const bytes = readFileSync(lastSegment())
      truncateSync(lastSegment(), bytes.length - 40)
      rmSync(database(), { recursive: true })
    },
    mayLose: true
  },
  'a bit of the witness is flipped': { spoils: (chance) => void spoil(join(person(), 'witness.json'), 'bit', chance) },
  'the witness is lost': { spoils: () => rmSync(join(person(), 'witness.json')) },
  'a bit of the key record is flipped': { spoils: (chance) => void spoil(join(person(), 'key.json'), 'bit', chance) },
  'the key record is lost': { spoils: () => rmSync(join(person(), 'key.json')) },
  'the due table is flipped, cut or gone': {
    spoils: (chance) => void spoil(join(day.desk.folder, 'due.bin'), ways[below(chance, ways.length)]!, chance)
  }
}
const usual = [
  'a copy of the database from before the last sync',
  'the journal is lost, the database is whole',
  'the journal is cut in the middle of a line, and the database is gone',
  'a bit of the key record is flipped'
]
const told = { rounds: 0, edits: 0, 'edits lost and told': 0, 'edits lost in silence': 0 }

let round = 0
/** Answers what is wrong afterwards. */
async function afterwards(name: string, chance: () => number): Promise<string[]> {
  const { between, spoils, sends = false, mayLose = false } = cases[name]!
  round += 1
  const what = `${name}, seed ${seed}, round ${round}`
  await day.cable.pull()
  let app = kept ?? (await day.start())
  kept = null
  const edits = 1 + below(chance, 3)
  for (let n = 1; n <= edits; n += 1) await day.mustSave(app, `${what}, first ${n}`)
  if (between) {
    await app.kill()
    between()
    app = await day.start()
  }
  for (let n = 1; n <= edits; n += 1) await day.mustSave(app, `${what}, second ${n}`)
  if (sends) {
    await day.cable.putBack()
    await day.syncNow(app)
    await app.synced()
  }
  // Both have them: what is in the database relaxed is written when a read that follows is answered.
  await app.stored('account')
  await app.kill()
  spoils(chance)

  await day.cable.putBack()
  app = await day.start()
  await app.synced()
  // The counter goes on where nobody was.
  await day.mustSave(app, `${what}, third`)
  await day.syncNow(app)
  await expect
    .poll(async () => (await day.wrong()).filter((one) => one.includes('third')), { timeout: 30_000 })
    .toEqual([])
  const missing = await day.wrong()
  const isTold = missing.length > 0 && (await lost(app).count()) > 0
  const excused = mayLose && isTold ? missing.filter((one) => one.includes('second') && one.endsWith('lost')) : []
  const wrong = [...missing.filter((one) => !excused.includes(one)), ...(await day.wrongOn(app))]
  kept = wrong.length === 0 ? app : null
  day.giveUp(excused)
  told.rounds += 1
  told.edits += 2 * edits
  told['edits lost and told'] += excused.length
  told['edits lost in silence'] += missing.length - excused.length
  return wrong.map((one) => `${what}: ${one}`)
}

const rounds = times(1)
const names = rounds > 1 ? Object.keys(cases) : usual
test.each(names)(
  '%s: no saved edit is lost where one copy is left, and else it is said',
  async (name) => {
    for (let n = 0; n < rounds; n += 1) expect(await afterwards(name, random(seed + round * 7919))).toEqual([])
    if (name === names.at(-1)) figures(told)
  },
  timeLimit(rounds)
)
