import { dueReminders } from '@fieldfile/domain/reminders/due'
import type { DueItem } from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import { titleOf } from '@fieldfile/domain/identity/record-view'
import { defineQuery, type ReadDb } from '../replica/read.ts'

type Body = Record<string, unknown>

/** Reminders that are due now: the same rules that feed the notifications, so the bell lists what they said. */
export const dueNow = defineQuery('app.due', (db, { language }: { language: 'zh-CN' | 'en' }): DueItem[] => {
  const now = db.now()
  const items = dueReminders({
    now: Math.floor(now / 3_600_000) * 3_600_000,
    zone: db.user.zone,
    language,
    visits: myVisits(db).map(({ id, body }) => ({
      ...body,
      id,
      accountName: titleOf(types.get('account'), db.get('account', String(body['accountId']))?.body ?? {}) ?? ''
    })),
    tasks: db.where<Body>('task', 'assigneeUserId', db.user.id).map(({ id, body }) => ({ ...body, id }))
  })
  const weight = { alarm: 0, notice: 1, info: 2 } as const
  return items
    .filter(({ fireAt, until }) => fireAt <= now && now < until)
    .toSorted((a, b) => weight[a.level] - weight[b.level] || b.fireAt - a.fireAt)
})

function myVisits(db: ReadDb) {
  const own = db.where<Body>('visit', 'ownerUserId', db.user.id)
  const joint = db.where<Body>('visit', 'participantUserIds', db.user.id)
  return [...new Map([...own, ...joint].map((visit) => [visit.id, visit])).values()]
}
