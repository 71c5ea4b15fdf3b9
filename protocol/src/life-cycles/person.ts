import type { LifeCycle } from '../life-cycle.ts'

const who = ['REP', 'DSK', 'MGR', 'SVC'] as const

/** E-06 状态. Leaving, moving and retiring are facts; whichever was seen last stands. */
export const personLifeCycle = {
  field: 'status',
  states: {
    active: { zh: '在职', en: 'Active' },
    left: { zh: '已离职', en: 'Left' },
    moved: { zh: '已调动', en: 'Moved' },
    retired: { zh: '已退休', en: 'Retired' }
  },
  events: {
    register: {
      label: { zh: '登记', en: 'Register' },
      from: [null],
      to: 'active',
      kind: 'intention',
      who: [...who, 'CC', 'MKT', 'ADM']
    },
    leave: { label: { zh: '离职', en: 'Leave' }, from: ['active', 'moved', 'retired'], to: 'left', kind: 'fact', who },
    move: { label: { zh: '调动', en: 'Move' }, from: ['active', 'left', 'retired'], to: 'moved', kind: 'fact', who },
    retire: {
      label: { zh: '退休', en: 'Retire' },
      from: ['active', 'left', 'moved'],
      to: 'retired',
      kind: 'fact',
      who
    },
    return: { label: { zh: '复职', en: 'Return' }, from: ['left', 'moved', 'retired'], to: 'active', kind: 'fact', who }
  }
} as const satisfies LifeCycle
