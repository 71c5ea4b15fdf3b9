import { defineEntity, type BodyOf } from '../entity.ts'
import { f } from '../fields.ts'
import { anyType, everyRole, inGroup } from './helpers.ts'

/** E-58. Its id comes from `dedupeKey`, so two devices and the server make the same row. */
export const notification = defineEntity({
  type: 'notification',
  code: 'E-58',
  label: { zh: '提醒', en: 'Notification' },
  root: 'none',
  home: [{ kind: 'user', field: 'recipientUserId' }],
  title: ['rule'],
  groups: { what: { zh: '内容', en: 'Content' }, state: { zh: '状态', en: 'State' } },
  fields: {
    ...inGroup('what', {
      rule: f.string('规则', 'Rule', {
        max: 10,
        pattern: /^N-\d{2,3}$/,
        required: true,
        index: true,
        merge: 'immutable'
      }),
      dedupeKey: f.string('去重键', 'Key', { max: 300, required: true, index: true, merge: 'immutable' }),
      recipientUserId: f.ref('user', '接收人', 'Recipient', { required: true, index: true, merge: 'immutable' }),
      dueAt: f.instant('时间', 'Due', { required: true, index: true, merge: 'immutable' }),
      level: f.enum(
        '级别',
        'Level',
        { info: ['通知', 'Information'], remind: ['提醒', 'Reminder'], alarm: ['警报', 'Alarm'] },
        { merge: 'immutable' }
      ),
      originType: f.string('来源类型', 'Origin type', { max: 64, merge: 'immutable' }),
      originId: f.ref(anyType, '来源记录', 'Origin', { index: true, merge: 'immutable' }),
      /** What the rule's sentence is filled with: names, dates, amounts. */
      args: f.json('内容', 'Details')
    }),
    ...inGroup('state', {
      state: f.enum(
        '状态',
        'State',
        {
          pending: ['待提醒', 'Pending'],
          shown: ['已提醒', 'Shown'],
          snoozed: ['已推迟', 'Snoozed'],
          done: ['已处理', 'Done'],
          expired: ['已过期', 'Expired']
        },
        { index: true }
      ),
      snoozeUntil: f.instant('推迟到', 'Snoozed until')
    })
  },
  rights: everyRole('Wo')
})
export type Notification = BodyOf<typeof notification>
