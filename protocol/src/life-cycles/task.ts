import { roles } from '../fields.ts'
import type { LifeCycle } from '../life-cycle.ts'

/** E-36 状态. Doing it is a fact: a task done offline stays done when a colleague cancels it meanwhile. */
export const taskLifeCycle = {
  field: 'status',
  states: {
    open: { zh: '待办', en: 'Open' },
    inProgress: { zh: '进行中', en: 'In progress' },
    waiting: { zh: '等待中', en: 'Waiting' },
    done: { zh: '完成', en: 'Done' },
    cancelled: { zh: '取消', en: 'Cancelled' }
  },
  events: {
    open: { label: { zh: '新建', en: 'Open' }, from: [null], to: 'open', kind: 'intention', who: roles },
    start: {
      label: { zh: '开始', en: 'Start' },
      from: ['open', 'waiting'],
      to: 'inProgress',
      kind: 'intention',
      who: roles
    },
    wait: {
      label: { zh: '等待对方', en: 'Wait' },
      from: ['open', 'inProgress'],
      to: 'waiting',
      kind: 'intention',
      who: roles
    },
    resume: { label: { zh: '继续', en: 'Resume' }, from: ['waiting'], to: 'inProgress', kind: 'intention', who: roles },
    complete: {
      label: { zh: '完成', en: 'Complete' },
      from: ['open', 'inProgress', 'waiting', 'cancelled'],
      to: 'done',
      kind: 'fact',
      who: roles
    },
    cancel: {
      label: { zh: '取消', en: 'Cancel' },
      from: ['open', 'inProgress', 'waiting'],
      to: 'cancelled',
      kind: 'intention',
      who: roles,
      exit: true
    },
    reopen: {
      label: { zh: '重新打开', en: 'Reopen' },
      from: ['done', 'cancelled'],
      to: 'open',
      kind: 'intention',
      who: roles
    },
    remind: {
      label: { zh: '催办', en: 'Remind' },
      from: ['open', 'inProgress', 'waiting'],
      to: 'same',
      kind: 'review',
      who: roles
    }
  },
  counts: { reminderCount: 'remind', reopenCount: 'reopen' }
} as const satisfies LifeCycle
