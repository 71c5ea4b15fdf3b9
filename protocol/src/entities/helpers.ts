import { f, roles, type Field, type FieldOptions, type Rights } from '../fields.ts'
import type { LifeCycle } from '../life-cycle.ts'

/** Puts fields into a group of the form, with any options they share. Facets use it so that no field is forgotten. */
export function inGroup<const L extends Readonly<Record<string, Field>>>(
  group: string,
  fields: L,
  shared: FieldOptions = {}
): L {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, { ...shared, ...field, group }])) as L
}

/**
 * The events a life cycle is folded from, the same row for all of them. `hlc`, `device` and the place in the op are
 * stamped by the merge. `byUserId` is absent when the system did it; `offsetMs` is how far the device's clock was
 * from the server's when last compared.
 */
export const eventsField = () =>
  f.list(
    '经过',
    'History',
    {
      event: f.string('事件', 'Event', { max: 40, required: true }),
      at: f.instant('时间', 'At', { required: true }),
      byUserId: f.ref('user', '操作人', 'By'),
      reason: f.text('原因', 'Reason', { max: 2000 }),
      args: f.json('内容', 'Details'),
      position: f.geo('位置', 'Position'),
      offsetMs: f.integer('时钟偏差', 'Clock offset', { min: -1e12, max: 1e12, unit: { zh: '毫秒', en: 'ms' } })
    },
    { required: true, noImport: true, group: 'history' }
  )
export const historyGroup = { history: { zh: '经过', en: 'History' } } as const

/** The account a record hangs from, where it cannot be without one. */
export const requiredAccount = (alias?: readonly string[]): Field<string> =>
  f.ref('account', '客户', 'Account', { index: true, required: true, ...(alias ? { alias } : { noImport: true }) })

/** A reference to a record of any type; the type stands in a field beside it, or is found by the id. */
export const anyType = '*'

/** The same right for every role. */
export const everyRole = (right: string): Rights => Object.fromEntries(roles.map((role) => [role, right]))

/** Reference data: everybody reads it, the named roles edit it. */
export const reference = (editors: Rights): Rights => ({ ...everyRole('Ra'), ...editors })

/** The guarded field that holds the state of a life cycle; its values are the states of the table. */
export const stateField = <const C extends LifeCycle>(
  { states }: C,
  zh: string,
  en: string,
  options: FieldOptions = {}
): Field<keyof C['states'] & string> => ({
  label: { zh, en },
  type: { kind: 'enum', values: states },
  merge: 'guarded',
  index: true,
  ...options
})
