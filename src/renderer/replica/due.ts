import { dueReminders } from '@fieldfile/domain/reminders/due'
import type { DueItem } from '@fieldfile/protocol'
import type { Replica } from './replica.ts'

/** Below the numbers that windows give their subscriptions. */
const subscription = -1
const settleMs = 1_000
/** What main's table holds. */
const maxItems = 5_000
/** So that the answer does not change every minute. */
const hour = 3_600_000

/** Keeps main's due table true: works the reminders out again when what they depend on has changed. */
export function watchDue(replica: Replica, language: 'zh-CN' | 'en', post: (items: DueItem[]) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  replica.engine.subscribe(
    subscription,
    (track) => {
      const db = replica.read(track)
      const me = db.user
      const time = db.now()
      const own = db.where<Record<string, unknown>>('visit', 'ownerUserId', me.id)
      const joint = db.where<Record<string, unknown>>('visit', 'participantUserIds', me.id)
      const visits = [...new Map([...own, ...joint].map((v) => [v.id, v])).values()]
      return dueReminders({
        now: Math.floor(time / hour) * hour,
        zone: me.zone,
        language,
        visits: visits.map(({ id, body }) => ({
          ...body,
          id,
          accountName: nameOf(db.get('account', String(body['accountId']))?.body)
        })),
        tasks: db
          .where<Record<string, unknown>>('task', 'assigneeUserId', me.id)
          .map(({ id, body }) => ({ ...body, id }))
      }).slice(0, maxItems)
    },
    (items) => {
      clearTimeout(timer)
      timer = setTimeout(() => post(items as DueItem[]), settleMs)
    },
    () => {}
  )
  return () => {
    clearTimeout(timer)
    replica.engine.unsubscribe(subscription)
  }
}

const nameOf = (body: Record<string, unknown> | undefined): string =>
  String(body?.['shortName'] ?? body?.['name'] ?? '')
