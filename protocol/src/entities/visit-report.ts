import { defineEntity, type BodyOf } from '../entity.ts'
import { f } from '../fields.ts'
import { anyType, inGroup, requiredAccount } from './helpers.ts'
import { courtesies } from './vocabulary.ts'

const commitment = {
  text: f.string('内容', 'Promise', { max: 500, required: true }),
  due: f.date('期限', 'Due'),
  ownerId: f.ref('user', '负责人', 'Owner'),
  taskId: f.ref('task', '任务', 'Task')
}

/** E-35. Whether it is submitted or approved is the visit's state (DOMAIN §10.3). Two reports of one visit are sections of two authors. */
export const visitReport = defineEntity({
  type: 'visitReport',
  code: 'E-35',
  label: { zh: '拜访报告', en: 'Visit report' },
  root: 'account',
  home: [{ kind: 'user', field: 'createdBy' }],
  title: ['summary'],
  groups: {
    report: { zh: '报告', en: 'Report' },
    records: { zh: '关联记录', en: 'Records' },
    review: { zh: '审阅', en: 'Review' }
  },
  fields: {
    ...inGroup('report', {
      accountId: requiredAccount(),
      visitId: f.ref('visit', '拜访', 'Visit', { merge: 'immutable', required: true, index: true }),
      summary: f.text('摘要', 'Summary'),
      results: f.list('议程结果', 'Results', {
        item: f.string('事项', 'Item', { max: 300, required: true }),
        outcome: f.enum(
          '结果',
          'Outcome',
          { done: ['完成', 'Done'], partly: ['部分完成', 'Partly'], notDone: ['未完成', 'Not done'] },
          { required: true }
        ),
        note: f.text('说明', 'Note', { max: 2000 })
      }),
      personContacts: f.list('会见', 'People met', {
        personId: f.ref('person', '联系人', 'Person', { required: true }),
        minutes: f.integer('时长', 'Minutes', { max: 1440, unit: { zh: '分钟', en: 'min' } }),
        attitude: f.integer('态度', 'Attitude', { min: -2, max: 2 }),
        courtesy: f.enum('接待态度', 'Reception', courtesies),
        messageIds: f.refs(anyType, '已传达信息', 'Messages delivered'),
        effect: f.enum('效果', 'Effect', {
          none: ['无', 'None'],
          understood: ['理解', 'Understood'],
          interested: ['感兴趣', 'Interested'],
          objected: ['有异议', 'Objected'],
          convinced: ['认同', 'Convinced']
        })
      }),
      commitmentsOurs: f.list('我方承诺', 'Our promises', commitment),
      commitmentsTheirs: f.list('对方承诺', 'Their promises', commitment),
      openQuestionAsked: f.boolean('是否询问不满', 'Asked what bothers them'),
      // "Nothing" is a recorded answer.
      openQuestionAnswer: f.text('客户原话', "The customer's words", { max: 4000 }),
      nextVisitProposal: f.date('建议下次拜访', 'Next visit proposed'),
      noNextStepReason: f.string('无下一步的原因', 'Why there is no next step', { max: 500 }),
      captureLagMin: f.integer('补录间隔', 'Captured later by', {
        max: 1_000_000,
        unit: { zh: '分钟', en: 'min' },
        merge: 'derived'
      })
    }),
    ...inGroup('records', {
      signalIds: f.refs('demandSignal', '需求动向', 'Signals'),
      complaintIds: f.refs('complaint', '投诉', 'Complaints'),
      feedbackIds: f.refs('productFeedback', '产品反馈', 'Feedback'),
      opportunityIds: f.refs('opportunity', '商机', 'Opportunities'),
      promiseIds: f.refs('paymentPromise', '付款承诺', 'Payment promises'),
      photosIds: f.refs('attachment', '照片', 'Photos')
    }),
    ...inGroup(
      'review',
      {
        reviewComments: f.list('审阅意见', 'Review comments', {
          text: f.text('意见', 'Comment', { max: 2000, required: true }),
          byUserId: f.ref('user', '审阅人', 'By', { required: true }),
          at: f.instant('时间', 'At', { required: true })
        }),
        score: f.integer('评分', 'Score', { min: 1, max: 5 })
      },
      { rights: { REP: 'Rt', MGR: 'Wt', DSK: 'Rt', MKT: 'Ra', SVC: 'Ra', EXE: 'Ra' } }
    )
  },
  rights: { REP: 'Wo Rt', MGR: 'At', DSK: 'Rt', MKT: 'Ra', SVC: 'Ra', CC: 'Ra', EXE: 'Ra' }
})
export type VisitReport = BodyOf<typeof visitReport>
