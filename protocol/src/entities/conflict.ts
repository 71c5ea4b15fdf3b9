import { defineEntity, type BodyOf } from '../entity.ts'
import { f } from '../fields.ts'
import { conflictLifeCycle } from '../life-cycles/conflict.ts'
import { anyType, eventsField, historyGroup, inGroup, stateField } from './helpers.ts'

const once = { merge: 'immutable' } as const

/**
 * E-60 ConflictCopy, written by the server: the value that lost, until a person keeps, restores or merges it. For a
 * field of a facet the server leaves `accountId` empty, so that the values reach the two authors and nobody else.
 */
export const conflict = defineEntity({
  type: 'conflict',
  code: 'E-60',
  label: { zh: '冲突', en: 'Conflict' },
  root: 'account',
  home: [
    { kind: 'user', field: 'authorUserId' },
    { kind: 'user', field: 'winnerUserId' }
  ],
  title: ['field'],
  groups: { what: { zh: '内容', en: 'Content' }, state: { zh: '处理', en: 'Handling' }, ...historyGroup },
  fields: {
    ...inGroup('what', {
      recordType: f.string('记录类型', 'Record type', { max: 64, required: true, index: true, ...once }),
      recordId: f.ref(anyType, '记录', 'Record', { required: true, index: true, ...once }),
      field: f.string('字段', 'Field', { max: 64, required: true, ...once }),
      opId: f.string('操作编号', 'Op', { max: 36, index: true, ...once }),
      reason: f.enum(
        '原因',
        'Reason',
        {
          concurrent: ['同时修改', 'Edited at the same time'],
          deleteLost: ['删除时他人已修改', 'Deleted while it was edited'],
          editRevived: ['删除后又被修改', 'Edited after it was deleted']
        },
        once
      ),
      winner: f.json('现值', 'Value that stands'),
      loser: f.json('未采用的值', 'Value not used'),
      /** What both sides started from; long text says it. */
      original: f.json('修改前的值', 'Value before both'),
      /** { user, hlc, device }. */
      winnerBy: f.json('现值来自', 'Set by'),
      loserBy: f.json('未采用的值来自', 'Not used, by'),
      authorUserId: f.ref('user', '未采用值的作者', 'Author of the value not used', { index: true, ...once }),
      winnerUserId: f.ref('user', '现值的作者', 'Author of the value that stands', { index: true, ...once })
    }),
    ...inGroup('state', {
      state: stateField(conflictLifeCycle, '状态', 'State', { required: true }),
      settledByOpId: f.string('处理操作', 'Settled by', { max: 36 })
    }),
    events: eventsField()
  },
  // A copy holds a value of a field that not every reader of conflicts may read, so nobody reads them company-wide. A
  // manager settles those of their territory: an author may have left.
  rights: { REP: 'Wo', MGR: 'Wt', DSK: 'Wo', MKT: 'Wo', SVC: 'Wo', CC: 'Wo', FIN: 'Wo', EXE: 'Wo', ADM: 'Wo' },
  lifeCycle: conflictLifeCycle
})
export type Conflict = BodyOf<typeof conflict>
