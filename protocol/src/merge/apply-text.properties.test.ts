import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { types } from '../entities/index.ts'
import type { Op } from '../op.ts'
import type { Row } from '../row.ts'
import { applyOp, type Loser } from './apply-op.ts'
import { deviceA, deviceB, deviceC, makeOp } from './op-fixtures.ts'

const visit = types.get('visit')!
const runs = { seed: 20261123, numRuns: 400 }
const field = 'objective'
const pending = Number.MAX_SAFE_INTEGER

interface Device {
  id: string
  /** The server's row as of the last pull. */
  base: Row
  queue: Op[]
}
const made = makeOp({ kind: 'create', type: 'visit', ms: 0, fields: { [field]: { value: '一\n二\n三\n四', base: 0 } } })
const born = (): Row => ({ ...applyOp(visit, null, made, 1).row, seq: 1 })
const view = ({ base, queue }: Device): Row => queue.reduce((row, op) => applyOp(visit, row, op, pending).row, base)
const textOf = (row: Row) => (row.body[field] as string | null) ?? ''

/** What a person does to a line: writes behind it, or puts something else there. */
const step = fc.record({
  device: fc.nat(2),
  act: fc.constantFrom('edit', 'edit', 'edit', 'push', 'pull'),
  line: fc.nat(9),
  replace: fc.boolean(),
  ms: fc.integer({ min: 1, max: 1000 })
})

test('[I3] [I10] [I12] whoever writes a text at the same time: every line is in it, or kept, or was replaced by who saw it', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 3, maxLength: 30 }), (steps) => {
      let server = born()
      const losers: Loser[] = []
      const replaced = new Set<string>()
      const written: string[] = []
      const devices = [deviceA, deviceB, deviceC].map((id): Device => ({ id, base: server, queue: [] }))
      const push = (device: Device) => {
        // What the device shows is what the server will say, if nobody writes in between.
        const shown = textOf(view({ ...device, base: server }))
        for (const op of device.queue.splice(0)) {
          const applied = applyOp(visit, server, op, server.seq + 1)
          losers.push(...applied.losers)
          server = { ...applied.row, seq: server.seq + 1 }
        }
        expect(textOf(server)).toBe(shown)
        device.base = server
      }
      for (const [n, { device: d, act, line, replace, ms }] of steps.entries()) {
        const device = devices[d]!
        if (act === 'push') push(device)
        if (act === 'pull') device.base = server
        if (act !== 'edit') continue
        const was = textOf(view(device))
        const lines = was.split('\n')
        const at = line % lines.length
        const mark = `行${n}。`
        written.push(mark)
        if (replace) for (const gone of lines[at]!.match(/行\d+。/gu) ?? []) replaced.add(gone)
        lines[at] = replace ? mark : `${lines[at]!}${mark}`
        const base = device.base.meta[field]?.ver ?? 1
        device.queue.push(
          makeOp({ type: 'visit', ms, device: device.id, fields: { [field]: { value: lines.join('\n'), base, was } } })
        )
      }
      for (const device of devices) push(device)
      const kept = [textOf(server), ...losers.map((l) => String(l.loser))].join('\n')
      const lost = written.filter((mark) => !replaced.has(mark) && !kept.includes(mark))
      expect(lost).toEqual([])
    }),
    runs
  )
})
