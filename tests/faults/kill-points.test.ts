// kill -9 of main or of the worker's browser at named points of the write path: what was called saved is there afterwards.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { AppDriver } from '../harness/app-driver.ts'
import { newFieldDay, type FieldDay } from '../harness/field-day.ts'
import { killAt, type KillPoint } from '../harness/kill-at.ts'
import { below, figures, random, seed, timeLimit, times } from './proof.ts'

let day: FieldDay
/** Runs on from one round to the next; null where something went wrong. */
let kept: AppDriver | null = null
beforeAll(async () => {
  day = await newFieldDay({ accounts: 300 })
  kept = await day.start()
  await kept.signIn('anna')
})
afterEach(async () => {
  if (!kept) await day.desk.stop()
  await day.cable.putBack()
})
afterAll(() => day?.remove())

/** What makes the app pass the point: a save, a sync, or upkeep of the database. */
type By = 'save' | 'sync' | 'upkeep'
const points: Record<string, [KillPoint, By]> = {
  'before the journal is written': [{ in: 'main', call: 'appendFile', when: 'before' }, 'save'],
  'with half a line in the journal': [{ in: 'main', call: 'appendFile', when: 'half' }, 'save'],
  'after the journal is written': [{ in: 'main', call: 'appendFile', when: 'after' }, 'save'],
  'before the fsync': [{ in: 'main', call: 'datasync', when: 'before' }, 'save'],
  'after the fsync': [{ in: 'main', call: 'datasync', when: 'after' }, 'save'],
  'before the outbox': [{ in: 'store', store: 'outbox', does: 'put', when: 'before' }, 'save'],
  'after the outbox': [{ in: 'store', store: 'outbox', does: 'put', when: 'after' }, 'save'],
  'before a push is sent': [{ in: 'push', when: 'before' }, 'sync'],
  'while a push is under way': [{ in: 'push', when: 'after' }, 'sync'],
  'when a push is answered': [{ in: 'push', when: 'answered' }, 'sync'],
  'before the overlay': [{ in: 'store', store: 'overlay', does: 'put', when: 'before' }, 'sync'],
  'after the overlay': [{ in: 'store', store: 'overlay', does: 'put', when: 'after' }, 'sync'],
  'before the cursor is saved': [{ in: 'store', store: 'meta', does: 'put', key: 'sync', when: 'before' }, 'sync'],
  'after the cursor is saved': [{ in: 'store', store: 'meta', does: 'put', key: 'sync', when: 'after' }, 'sync'],
  'before a pack is written': [{ in: 'store', store: 'hot', does: 'put', when: 'before' }, 'upkeep'],
  'after a pack is written': [{ in: 'store', store: 'hot', does: 'put', when: 'after' }, 'upkeep'],
  'before the overlay is emptied': [{ in: 'store', store: 'overlay', does: 'delete', when: 'before' }, 'upkeep'],
  'after the overlay is emptied': [{ in: 'store', store: 'overlay', does: 'delete', when: 'after' }, 'upkeep']
}
const usual = [
  'with half a line in the journal',
  'after the fsync',
  'after the outbox',
  'when a push is answered',
  'before the overlay is emptied'
]
const told = { kills: 0, 'edits saved': 0, 'edits not saved': 0 }

let round = 0
/** Answers what is wrong afterwards. */
async function killed(name: string, chance: () => number): Promise<string[]> {
  const [point, by] = points[name]!
  round += 1
  const what = `${name}, seed ${seed}, round ${round}`
  let app = kept ?? (await day.start())
  kept = null
  await app.synced()
  // Without a network what was saved before is unsent, too; otherwise it may be under way.
  const isAway = by === 'save' && chance() < 0.5
  if (isAway) await day.cable.pull()
  const earlier = below(chance, 3)
  for (let n = 1; n <= earlier; n += 1) await day.mustSave(app, `${what}, earlier ${n}`)

  const { killed: end } = await killAt(app, point)
  const saves = 1 + below(chance, 3)
  const before = day.saved.size
  const saving = Promise.all(Array.from({ length: saves }, (_, n) => day.save(app, `${what}, ${n + 1}`)))
  // More rows than the overlay is to hold.
  if (by === 'upkeep') await day.editAccounts(280)
  if (by !== 'save') void day.syncNow(app).catch(() => {})
  await end
  await saving
  if (isAway) await day.cable.putBack()
  told.kills += 1
  told['edits saved'] += earlier + day.saved.size - before
  told['edits not saved'] += saves - (day.saved.size - before)

  app = await day.start()
  await app.synced()
  const wrong = [...(await day.wrong()), ...(await day.wrongOn(app))]
  kept = wrong.length === 0 ? app : null
  return wrong.map((one) => `${what}: ${one}`)
}

const rounds = times(1)
const cases = rounds > 1 ? Object.keys(points) : usual
test.each(cases)(
  'killed %s: nothing saved is lost, nothing is there twice',
  async (name) => {
    for (let n = 0; n < rounds; n += 1) expect(await killed(name, random(seed + round * 7919))).toEqual([])
    if (name === cases.at(-1)) figures(told)
  },
  timeLimit(rounds)
)
