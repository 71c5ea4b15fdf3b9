import type { LifeCycle } from '../life-cycle.ts'

const who = ['MKT', 'FIN', 'ADM'] as const

/** E-57. Nothing is written to customers before `commit`; `revert` takes back what nobody has edited since. */
export const importLifeCycle = {
  field: 'state',
  states: {
    uploaded: { zh: '已上传', en: 'Uploaded' },
    mapped: { zh: '已对应', en: 'Mapped' },
    validated: { zh: '已检查', en: 'Validated' },
    staged: { zh: '待导入', en: 'Staged' },
    committed: { zh: '已导入', en: 'Committed' },
    reverted: { zh: '已撤销', en: 'Reverted' }
  },
  events: {
    upload: { label: { zh: '上传', en: 'Upload' }, from: [null], to: 'uploaded', kind: 'intention', who },
    map: {
      label: { zh: '对应列', en: 'Map columns' },
      from: ['uploaded', 'mapped', 'validated', 'staged'],
      to: 'mapped',
      kind: 'intention',
      who
    },
    validate: {
      label: { zh: '检查', en: 'Validate' },
      from: ['mapped', 'validated', 'staged'],
      to: 'validated',
      kind: 'intention',
      who
    },
    stage: { label: { zh: '备好', en: 'Stage' }, from: ['validated'], to: 'staged', kind: 'intention', who },
    commit: {
      label: { zh: '导入', en: 'Commit' },
      from: ['staged'],
      to: 'committed',
      kind: 'review',
      who,
      online: true
    },
    revert: {
      label: { zh: '撤销', en: 'Revert' },
      from: ['committed'],
      to: 'reverted',
      kind: 'review',
      who,
      online: true
    }
  }
} as const satisfies LifeCycle
