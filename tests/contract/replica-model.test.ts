import 'fake-indexeddb/auto'
import { applyOp, type Op } from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import * as fc from 'fast-check'
import { assert, expect, test } from 'vitest'
import { pendingVersion } from '../../src/renderer/replica/rebase.ts'
import {
  accountValues,
  colleague,
  foreignOp,
  freshId,
  rep,
  startDevice,
  territory,
  uuid,
  type Device
} from '../harness/replica-device.ts'
import { MemoryServer, type Fault } from '../harness/replica-server.ts'

/**
 * Devices of two users against one server, steps drawn by seed: edits, undo, rounds cut anywhere, new starts, grants lost and
 * given back, restores. What must hold is said in the end, and after every step where it is cheap.
 */
type Step =
  | { do: 'edit'; on: number; account: number; field: 'name' | 'city' | 'phones'; value: string }
  | { do: 'create' | 'undo' | 'delete' | 'restart'; on: number; account: number }
  | { do: 'round'; on: number; cutAt: number; fault: Fault }
  | { do: 'foreign'; account: number; value: string }
  | { do: 'lose' | 'grant' | 'restore' | 'backup'; on: number }

const on = fc.integer({ min: 0, max: 2 })
const account = fc.integer({ min: 0, max: 3 })
const value = fc.constantFrom('甲', '乙', '丙', '丁')
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      on,
      account,
      field: fc.constantFrom('name', 'city', 'phones'),
      value
    })
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('create', 'undo', 'delete', 'restart'), on, account }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('round' as const),
      on,
      cutAt: fc.integer({ min: 0, max: 6 }),
      fault: fc.constantFrom<Fault[]>('request', 'answer', null)
    })
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('foreign' as const), account, value }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('lose', 'grant', 'restore', 'backup'), on }) }
)

const who = [
  { user: rep, device: uuid(0xd1) },
  { user: rep, device: uuid(0xd2) },
  { user: colleague, device: uuid(0xd3) }
]
let worlds = 0

class World {
  readonly server = new MemoryServer(types)
  readonly accounts = [freshId(), freshId(), freshId(), freshId()]
  readonly devices: Device[] = []
  readonly groups: string[][] = [[], [], []]
  /** Every op a person was told is saved. */
  readonly saved: Op[] = []
  #backup: (() => void) | null = null
  readonly #n = ++worlds

  async start(): Promise<void> {
    for (const { user } of who) this.server.grants.set(user, this.grants(user))
    this.server.refuse = ({ type, fields }) => {
      const { accountId } = fields
      const known = accountId && 'value' in accountId && this.server.rows.has(`account/${String(accountId.value)}`)
      return type === 'site' && !known ? 'UNKNOWN_RECORD' : null
    }
    for (const id of this.accounts.slice(0, 3))
      this.server.commit(foreignOp({ type: 'account', id }, accountValues('原名', { teamUserIds: undefined })))
    for (const i of who.keys()) this.devices[i] = await this.open(i)
  }
  grants = (user: string) => ['g:reference', `t:${territory}`, `u:${user}`]
  open = (i: number) =>
    startDevice(this.server, { ...who[i]!, roles: ['REP', 'MGR'], database: `model-${this.#n}-${i}` })

  async run(s: Step): Promise<void> {
    switch (s.do) {
      case 'edit': {
        const values = { [s.field]: s.field === 'phones' ? [s.value] : s.value }
        return this.save(s.on, (d) =>
          d.replica.write([{ type: 'account', id: this.accounts[s.account]!, kind: 'edit', values }])
        )
      }
      case 'create':
        return this.save(s.on, (d) =>
          d.replica.write([
            {
              type: 'site',
              kind: 'create',
              values: { accountId: this.accounts[s.account]!, name: '新厂', kind: 'plant' }
            }
          ])
        )
      case 'delete':
        return this.save(s.on, (d) =>
          d.replica.write([{ type: 'account', id: this.accounts[s.account]!, kind: 'delete' }])
        )
      case 'undo': {
        const group = this.groups[s.on]!.pop()
        return group ? this.save(s.on, (d) => d.replica.undo(group)) : undefined
      }
      case 'restart':
        await this.devices[s.on]!.replica.close()
        this.devices[s.on] = await this.open(s.on)
        return
      case 'round': {
        let message = 0
        this.server.fault = () => (++message > s.cutAt ? s.fault : null)
        await this.devices[s.on]!.replica.round()
        this.server.fault = () => null
        return
      }
      case 'foreign':
        this.server.commit(
          foreignOp(
            {
              type: 'account',
              id: this.accounts[s.account]!,
              kind: this.server.rows.has(`account/${this.accounts[s.account]}`) ? 'edit' : 'create'
            },
            accountValues(s.value)
          )
        )
        return
      case 'lose':
        return void this.server.grants.set(who[s.on]!.user, ['g:reference'])
      case 'grant':
        return void this.server.grants.set(who[s.on]!.user, this.grants(who[s.on]!.user))
      case 'backup':
        this.#backup = this.server.snapshot()
        return
      case 'restore':
        this.#backup?.()
        this.#backup = null
    }
  }

  private async save(i: number, act: (device: Device) => Promise<{ group: string }>): Promise<void> {
    const device = this.devices[i]!
    try {
      const { group } = await act(device)
      this.groups[i]!.push(group)
      this.saved.push(
        ...device.replica.memory
          .outbox()
          .map((p) => p.op)
          .filter((op) => op.group === group)
      )
    } catch (error) {
      // What is not there, or not allowed, is refused with a code; anything else is a fault.
      assert.match(String((error as { code?: unknown }).code), /^[A-Z_]+$/)
    }
  }

  /** [I10] the view is the fold of the pending ops over the server's row, worked out here in the plainest way. */
  checkViews(): void {
    for (const { replica } of this.devices) {
      const keys = new Map(replica.memory.outbox().map(({ op }) => [`${op.type}/${op.id}`, op]))
      for (const { type, id } of keys.values()) {
        let row = replica.memory.rowOf(type, id)
        for (const { op } of replica.memory.outbox()) {
          if (op.type === type && op.id === id && (row || op.kind === 'create'))
            row = applyOp(types.get(type)!, row, op, pendingVersion, replica.me.id).row
        }
        assert.deepEqual(replica.memory.get(type, id)?.body, row && !row.deleted ? row.body : undefined)
      }
      const dseqs = replica.memory.outbox().map((p) => p.dseq)
      assert.deepEqual(
        dseqs,
        dseqs.map((_, i) => dseqs[0]! + i)
      )
    }
  }

  async settle(): Promise<void> {
    this.server.fault = () => null
    for (const { user } of who) this.server.grants.set(user, this.grants(user))
    for (let i = 0; i < 2; i++) for (const { replica } of this.devices) assert.isTrue((await replica.round()).ok)
  }
}

test('[I2, I3, I6, I7, I10, I18] whatever happens on the way, everything saved arrives once and all devices agree', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const world = new World()
      await world.start()
      try {
        for (const s of steps) {
          await world.run(s)
          world.checkViews()
        }
        await world.settle()
        const answered = new Map([...world.server.devices.values()].flatMap((d) => [...d.results]))
        expect(world.saved.filter((op) => !answered.has(op.opId)).map((op) => op.opId)).toEqual([])
        for (const { replica } of world.devices) {
          expect(replica.memory.outbox()).toEqual([])
          for (const id of world.accounts) {
            const row = world.server.rows.get(`account/${id}`)
            expect(replica.memory.get('account', id)?.body).toEqual(row && !row.deleted ? row.body : undefined)
          }
          const held = [...(replica.memory.base.get('site')?.values() ?? [])].map((s) => s.id).toSorted()
          const there = [...world.server.rows.values()].filter((r) => r.type === 'site').map((r) => r.id)
          expect(held).toEqual(there.toSorted())
        }
      } finally {
        for (const { replica } of world.devices) await replica.close()
      }
    }),
    { seed: 20_260_915, numRuns: Number(process.env['RUNS'] ?? 60), endOnFailure: true }
  )
}, 120_000)
