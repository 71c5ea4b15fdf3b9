import { formatHlc } from '../hlc.ts'
import type { FieldChange, Op } from '../op.ts'

/** Ids, clocks and ops for tests; small numbers so that a failure reads well. */
export const uid = (n: number): string => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
export const deviceA = uid(0xa)
export const deviceB = uid(0xb)
export const deviceC = uid(0xc)
export const hlc = (ms: number, device = deviceA, counter = 0): string => formatHlc(ms, counter, device)
export const at = (iso = '2026-09-14T01:48:00.000Z') => ({ at: iso, zone: 'Asia/Shanghai' })

let made = 0
interface Draft extends Partial<Omit<Op, 'fields' | 'hlc'>> {
  ms?: number
  device?: string
  fields?: Record<string, FieldChange>
}
/** An edit of record 1, unless told otherwise. */
export function makeOp({ ms = 1000, device = deviceA, fields = {}, ...rest }: Draft = {}): Op {
  made += 1
  return {
    opId: uid(0x100000 + made),
    dseq: made,
    group: null,
    kind: 'edit',
    type: 'account',
    id: uid(1),
    hlc: hlc(ms, device),
    schema: 1,
    fields,
    ...rest
  }
}
export const value = (v: unknown, base = 0): FieldChange => ({ value: v as never, base })
export const event = (id: number, name: string, more: Record<string, unknown> = {}) => ({
  id: uid(id),
  event: name,
  at: at(),
  byUserId: uid(9),
  ...more
})
/** The events of a new account. */
export const registered: FieldChange = { append: [event(0xe0, 'register', { args: { to: 'prospect' } })] }
