import { defineEntity, type BodyOf } from '../entity.ts'
import { f } from '../fields.ts'
import { taskLifeCycle } from '../life-cycles/task.ts'
import { anyType, eventsField, historyGroup, inGroup, stateField } from './helpers.ts'

export const task = defineEntity({
  type: 'task',
  code: 'E-36',
  label: { zh: '跟进任务', en: 'Task' },
  root: 'account',
  home: [
    { kind: 'user', field: 'assigneeUserId' },
    { kind: 'user', field: 'createdBy' }
  ],
  title: ['title'],
  groups: { task: { zh: '任务', en: 'Task' }, state: { zh: '进展', en: 'Progress' }, ...historyGroup },
  fields: {
    ...inGroup('task', {
      title: f.string('标题', 'Title', { required: true, max: 200, search: true }),
      kind: f.enum(
        '类型',
        'Kind',
        {
          followUp: ['跟进', 'Follow-up'],
          answerRequest: ['答复询问', 'Answer a request'],
          collection: ['催款', 'Collection'],
          sampleSend: ['寄样', 'Send a sample'],
          quote: ['报价', 'Quote'],
          dataFix: ['更正资料', 'Correct data'],
          listening: ['倾听', 'Listening'],
          giftBuy: ['购买礼品', 'Buy a gift'],
          preRegistration: ['入厂预约', 'Pre-registration'],
          warningCall: ['预警电话', 'Warning call'],
          planReview: ['计划回顾', 'Plan review']
        },
        { index: true }
      ),
      dueAt: f.instant('期限', 'Due', { index: true }),
      assigneeUserId: f.ref('user', '执行人', 'Assignee', { required: true, index: true }),
      priority: f.integer('优先级', 'Priority', { min: 1, max: 5 }),
      personIds: f.refs('person', '相关联系人', 'People', { index: true }),
      originType: f.string('来源类型', 'Origin type', { max: 64, merge: 'immutable' }),
      originId: f.ref(anyType, '来源记录', 'Origin', { merge: 'immutable', index: true }),
      note: f.text('说明', 'Note'),
      checklist: f.list('清单', 'Checklist', {
        item: f.string('事项', 'Item', { max: 300, required: true }),
        done: f.boolean('完成', 'Done')
      })
    }),
    ...inGroup('state', {
      status: stateField(taskLifeCycle, '状态', 'Status', { required: true }),
      result: f.text('结果', 'Result'),
      snoozeUntil: f.instant('推迟到', 'Snoozed until'),
      reminderCount: f.integer('提醒次数', 'Reminders', { max: 10_000, merge: 'derived' }),
      reopenCount: f.integer('重开次数', 'Times reopened', { max: 10_000, merge: 'derived' })
    }),
    events: eventsField()
  },
  rights: {
    REP: 'Wo Rt',
    MGR: 'Wt',
    DSK: 'Wo Rt',
    MKT: 'Wo Ra',
    SVC: 'Wo Ra',
    CC: 'Wo Ra',
    FIN: 'Wo',
    EXE: 'Wo',
    ADM: 'Wo'
  },
  lifeCycle: taskLifeCycle
})
export type Task = BodyOf<typeof task>
