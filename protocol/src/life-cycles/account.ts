import type { LifeCycle } from '../life-cycle.ts'

const sales = ['REP', 'DSK', 'MGR', 'MKT'] as const

/**
 * E-01 客户状态. A record starts with `register`, which names its first status, so an import can bring lost customers
 * too. An order is a fact and outranks what somebody judged meanwhile.
 */
export const accountLifeCycle = {
  field: 'lifecycleStatus',
  states: {
    suspect: { zh: '线索', en: 'Suspect' },
    prospect: { zh: '潜在', en: 'Prospect' },
    active: { zh: '合作中', en: 'Active' },
    dormant: { zh: '休眠', en: 'Dormant' },
    lost: { zh: '流失', en: 'Lost' },
    retired: { zh: '已淘汰', en: 'Retired' }
  },
  events: {
    register: {
      label: { zh: '登记', en: 'Register' },
      from: [null],
      to: 'given',
      kind: 'intention',
      who: [...sales, 'SVC', 'CC', 'ADM']
    },
    qualify: {
      label: { zh: '转为潜在', en: 'Qualify' },
      from: ['suspect'],
      to: 'prospect',
      kind: 'intention',
      who: sales
    },
    activate: {
      label: { zh: '开始合作', en: 'Activate' },
      from: ['suspect', 'prospect', 'dormant', 'lost', 'retired'],
      to: 'active',
      kind: 'fact',
      who: sales
    },
    markDormant: {
      label: { zh: '转为休眠', en: 'Mark dormant' },
      from: ['active'],
      to: 'dormant',
      kind: 'review',
      who: sales
    },
    lose: {
      label: { zh: '记为流失', en: 'Mark lost' },
      from: ['suspect', 'prospect', 'active', 'dormant'],
      to: 'lost',
      kind: 'review',
      who: sales,
      reason: 'always'
    },
    // A decision of the customer portfolio (E-46): reason and manager.
    retire: {
      label: { zh: '淘汰', en: 'Retire' },
      from: ['suspect', 'prospect', 'active', 'dormant', 'lost'],
      to: 'retired',
      kind: 'review',
      who: ['MGR', 'EXE'],
      reason: 'always'
    },
    winBack: {
      label: { zh: '重新开发', en: 'Win back' },
      from: ['dormant', 'lost', 'retired'],
      to: 'prospect',
      kind: 'intention',
      who: sales
    }
  }
} as const satisfies LifeCycle
