import { defineEntity, type BodyOf } from '../entity.ts'
import { f } from '../fields.ts'
import { importLifeCycle } from '../life-cycles/import-batch.ts'
import { anyType, eventsField, historyGroup, inGroup, stateField } from './helpers.ts'

const count = { max: 1_000_000, merge: 'derived' } as const

export const importBatch = defineEntity({
  type: 'importBatch',
  code: 'E-57',
  label: { zh: '导入批次', en: 'Import' },
  root: 'none',
  home: [
    { kind: 'user', field: 'createdBy' },
    { kind: 'department', name: 'admin' }
  ],
  title: ['fileName'],
  groups: {
    file: { zh: '文件', en: 'File' },
    mapping: { zh: '对应', en: 'Mapping' },
    result: { zh: '结果', en: 'Result' },
    ...historyGroup
  },
  fields: {
    ...inGroup('file', {
      target: f.string('目标', 'Target', { max: 64, required: true, index: true, merge: 'immutable' }),
      fileName: f.string('文件名', 'File', { max: 255, merge: 'immutable' }),
      fileSize: f.integer('大小', 'Size', { max: 1e12, merge: 'immutable', unit: { zh: '字节', en: 'bytes' } }),
      fileSha256: f.string('文件摘要', 'File digest', {
        max: 64,
        pattern: /^[0-9a-f]{64}$/,
        index: true,
        merge: 'immutable'
      }),
      encoding: f.string('编码', 'Encoding', { max: 40, merge: 'immutable' })
    }),
    ...inGroup('mapping', {
      /** { column: field name or null }. */
      mapping: f.json('列对应', 'Columns', { merge: 'register' }),
      defaultTerritoryId: f.ref('territory', '默认区域', 'Default territory'),
      defaultOwnerUserId: f.ref('user', '默认负责人', 'Default owner')
    }),
    ...inGroup('result', {
      state: stateField(importLifeCycle, '状态', 'State', { required: true }),
      rowCount: f.integer('行数', 'Row count', count),
      newCount: f.integer('新增', 'New', count),
      updatedCount: f.integer('更新', 'Updated', count),
      duplicateCount: f.integer('重复', 'Duplicates', count),
      errorCount: f.integer('错误', 'Errors', count),
      // Rows that need a decision or a look. The whole file stays with the server, by its digest.
      rows: f.list('行', 'Rows', {
        rowNo: f.integer('行号', 'Row', { min: 1, max: 10_000_000, required: true }),
        raw: f.json('原始内容', 'Raw'),
        parsed: f.json('解析结果', 'Parsed'),
        errors: f.json('错误', 'Errors'),
        matchId: f.ref(anyType, '匹配记录', 'Match'),
        matchScore: f.percent('匹配度', 'Match score'),
        decision: f.enum('决定', 'Decision', {
          create: ['新增', 'Create'],
          update: ['更新', 'Update'],
          skip: ['跳过', 'Skip']
        })
      })
    }),
    events: eventsField()
  },
  rights: { MKT: 'Wa', FIN: 'Wa', ADM: 'Wa' },
  lifeCycle: importLifeCycle
})
export type ImportBatch = BodyOf<typeof importBatch>
