import { roles } from '../fields.ts'
import type { LifeCycle } from '../life-cycle.ts'

/** E-60 ConflictCopy. Undo can itself be undone (rule I20): every settlement can be reopened. */
export const conflictLifeCycle = {
  field: 'state',
  states: {
    open: { zh: '待处理', en: 'Open' },
    kept: { zh: '保留现值', en: 'Kept' },
    restored: { zh: '已恢复', en: 'Restored' },
    merged: { zh: '已合并', en: 'Merged' }
  },
  events: {
    open: { label: { zh: '发现', en: 'Found' }, from: [null], to: 'open', kind: 'intention', who: [], online: true },
    keep: { label: { zh: '保留现值', en: 'Keep' }, from: ['open'], to: 'kept', kind: 'review', who: roles },
    restore: { label: { zh: '恢复', en: 'Restore' }, from: ['open'], to: 'restored', kind: 'review', who: roles },
    merge: { label: { zh: '合并', en: 'Merge' }, from: ['open'], to: 'merged', kind: 'review', who: roles },
    reopen: {
      label: { zh: '重新处理', en: 'Reopen' },
      from: ['kept', 'restored', 'merged'],
      to: 'open',
      kind: 'review',
      who: roles
    }
  }
} as const satisfies LifeCycle
