import { paths } from '@fieldfile/protocol'

/** Types that have a screen of their own. */
const screens: Readonly<Record<string, (id: string) => string>> = {
  account: (id) => paths.account(id),
  person: paths.person,
  visit: paths.visit,
  importBatch: paths.import
}

/** The screen that shows a record: its own, that of the visit it belongs to, or the customer's file. */
export function recordPath(type: string, id: string, body: Readonly<Record<string, unknown>>): string | null {
  const own = screens[type.split(':', 1)[0]!]
  if (own) return own(id)
  if (typeof body['visitId'] === 'string') return paths.visit(body['visitId'])
  if (typeof body['accountId'] === 'string') return paths.account(body['accountId'])
  return null
}
