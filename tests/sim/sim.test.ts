import { expect, test } from 'vitest'
import { figures, seed, times } from '../faults/proof.ts'
import { realWorlds } from './real-backend.ts'
import { simulate } from './run.ts'
import { run } from './act.ts'
import type { Step } from './steps.ts'
import { freshWorld } from './company.ts'
import { places } from './world.ts'

const rules = '[I1, I2, I3, I4, I5, I6, I7, I8, I9, I10, I11, I12, I13, I14, I15, I16, I18, I20, I22]'

const sequences = times(1000)
const timeout = Math.min(2 ** 31 - 1, 300_000 + sequences * 1000)

test(`${rules} sequences of 100 commands, three users with five devices each`, { timeout }, async () => {
  const { failure, counts } = await simulate({ seed, sequences })
  figures({ sequences, 'ops applied': counts['applied'] ?? 0, 'conflict copies': counts['conflict concurrent'] ?? 0 })
  expect(failure).toBeNull()
  // A simulation in which nothing happens proves nothing.
  const happened = [
    'applied',
    'duplicate',
    'saved create',
    'saved edit',
    'saved delete',
    'saved edit undo',
    'saved delete undo',
    'conflict concurrent',
    'conflict deleteLost',
    'conflict editRevived',
    'refused FORBIDDEN',
    'refused UNKNOWN_RECORD',
    'refused GROUP_FAILED',
    'retry',
    'restore',
    'crash process',
    'crash power',
    'crash wiped',
    'message twice',
    'message late',
    'message answerLost',
    'message requestLost'
  ]
  expect(happened.filter((name) => !(counts[name]! >= sequences / 100))).toEqual([])
})

test(`${rules} the same on the server's real tables`, { timeout: 300_000 }, async () => {
  const worlds = await realWorlds()
  try {
    const { failure } = await simulate({ seed: 1, sequences: 2, commands: 60, open: worlds.open, shrink: 30 })
    expect(failure).toBeNull()
  } finally {
    await worlds.close()
  }
})

/** Sequences that once broke a rule, as short as they got. */
const kept: readonly [name: string, steps: Step[]][] = [
  [
    '[I8] roles given and taken between hello and pull: a drop is sent to a cursor that was set back',
    [
      { do: 'message', on: 0, fault: 'none', limit: 3 },
      { do: 'roles', user: 0, roles: ['MGR'] },
      { do: 'message', on: 0, fault: 'none', limit: 3 },
      { do: 'move', rec: 3, place: 1, owner: 1 },
      { do: 'roles', user: 0, roles: ['REP'] }
    ]
  ],
  [
    '[I8] roles given and taken, and a territory lost meanwhile: its rows go',
    [
      { do: 'roles', user: 0, roles: ['MKT'] },
      { do: 'message', on: 3, fault: 'none', limit: 1 },
      { do: 'message', on: 3, fault: 'none', limit: 3 },
      { do: 'territories', user: 0, places: [] },
      { do: 'roles', user: 0, roles: ['REP'] }
    ]
  ],
  [
    '[I2] power is lost after a refusal: the number of the refused op is not used again',
    [
      { do: 'message', on: 1, fault: 'none', limit: 1 },
      {
        do: 'write',
        on: 1,
        edits: [
          { is: 'delete', rec: 19 },
          { is: 'event', rec: 19, event: 3 }
        ]
      },
      { do: 'move', rec: 1, place: 2, owner: 2 },
      { do: 'message', on: 1, fault: 'none', limit: 3 },
      { do: 'message', on: 1, fault: 'none', limit: 1 },
      { do: 'crash', on: 1, kind: 'power' }
    ]
  ],
  [
    '[I3] [I18] what was acknowledged after the backup comes again after the restore',
    [
      { do: 'backup' },
      { do: 'write', on: 5, edits: [{ is: 'edit', rec: 2, field: 0 }] },
      { do: 'sync', on: 5 },
      { do: 'restore' },
      { do: 'territories', user: 1, places: [places.region] }
    ]
  ]
]

test.each(kept)('%s', async (_, steps) => {
  const world = await freshWorld()
  for (const s of steps) await run(world, s)
  await expect(world.rest()).resolves.toBeUndefined()
})
