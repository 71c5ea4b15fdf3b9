import { defineEntity, type BodyOf } from '../entity.ts'
import { f } from '../fields.ts'
import { visitLifeCycle } from '../life-cycles/visit.ts'
import { anyType, eventsField, historyGroup, inGroup, requiredAccount, stateField } from './helpers.ts'
import { courtesies } from './vocabulary.ts'

const minutes = { zh: '分钟', en: 'min' }
const guarded = { merge: 'guarded', noImport: true } as const

/** E-33, with its events (E-34) as rows of `events`, so that a fold needs one record only. */
export const visit = defineEntity({
  type: 'visit',
  code: 'E-33',
  label: { zh: '拜访', en: 'Visit' },
  root: 'account',
  // A rep or a guest from elsewhere holds the visit too.
  home: [
    { kind: 'user', field: 'ownerUserId' },
    { kind: 'user', field: 'preparedBy' },
    { kind: 'user', field: 'participantUserIds' }
  ],
  title: ['objective'],
  groups: {
    plan: { zh: '计划', en: 'Plan' },
    people: { zh: '人员', en: 'People' },
    state: { zh: '状态', en: 'State' },
    fact: { zh: '实际', en: 'What happened' },
    ...historyGroup
  },
  fields: {
    ...inGroup('plan', {
      accountId: requiredAccount(),
      // Without one the visit is at the company's own address: a company just imported has no sites yet (ADR 0006).
      siteId: f.ref('site', '厂区', 'Site', { index: true }),
      purposes: f.flags('目的', 'Purposes', {
        routine: ['例行', 'Routine'],
        prospecting: ['开发', 'Prospecting'],
        quote: ['报价', 'Quote'],
        negotiation: ['谈判', 'Negotiation'],
        complaint: ['投诉处理', 'Complaint'],
        collection: ['催款', 'Collection'],
        promotionPlan: ['促销方案', 'Promotion plan'],
        annualPlan: ['年度计划', 'Annual plan'],
        stockCheck: ['盘库', 'Stock check'],
        technicalService: ['技术服务', 'Technical service'],
        executive: ['高层拜访', 'Executive visit'],
        survey: ['征求意见', 'Survey'],
        gift: ['送礼', 'Gift'],
        warning: ['预警', 'Warning']
      }),
      // Folded from the events: an overruled move changes neither (DOMAIN §10.3).
      plannedStart: f.instant('计划时间', 'Planned start', { index: true, ...guarded }),
      durationMin: f.integer('计划时长', 'Planned duration', { min: 1, max: 1440, unit: minutes, ...guarded }),
      windowFrom: f.instant('最早开始', 'Earliest start'),
      windowTo: f.instant('最晚结束', 'Latest end'),
      priority: f.integer('优先级', 'Priority', { min: 1, max: 5 }),
      originRule: f.enum(
        '来由',
        'Origin',
        {
          policy: ['拜访频次', 'Visit policy'],
          task: ['任务', 'Task'],
          complaint: ['投诉', 'Complaint'],
          silent: ['沉默抱怨', 'Silent complaint'],
          season: ['旺季', 'Season'],
          manual: ['手工', 'By hand']
        },
        { merge: 'immutable' }
      ),
      objective: f.text('目标', 'Objective', { max: 2000 }),
      agenda: f.list('议程', 'Agenda', {
        seq: f.decimal('次序', 'Order', { min: 0, max: 1e6 }),
        item: f.string('事项', 'Item', { max: 300, required: true }),
        ownerId: f.ref('user', '负责人', 'Owner'),
        linkedId: f.ref(anyType, '关联', 'Linked record'),
        status: f.enum('状态', 'Status', {
          open: ['待办', 'Open'],
          done: ['完成', 'Done'],
          dropped: ['取消', 'Dropped']
        })
      }),
      routePlanId: f.ref('routePlan', '路线计划', 'Route plan', { index: true }),
      briefingSnapshotId: f.ref('attachment', '访前准备资料', 'Briefing'),
      preRegStatus: f.enum('入厂预约', 'Pre-registration', {
        notNeeded: ['不需要', 'Not needed'],
        toDo: ['待预约', 'To do'],
        submitted: ['已提交', 'Submitted'],
        confirmed: ['已确认', 'Confirmed'],
        refused: ['被拒', 'Refused']
      })
    }),
    ...inGroup('people', {
      /** The rep who visits. */
      ownerUserId: f.ref('user', '拜访人', 'Visitor', { required: true, index: true }),
      preparedBy: f.ref('user', '准备人', 'Prepared by', { index: true }),
      participantUserIds: f.refs('user', '同行', 'Participants', { index: true }),
      personIds: f.refs('person', '拟见人', 'To meet', { index: true })
    }),
    ...inGroup('state', {
      state: stateField(visitLifeCycle, '状态', 'State', { required: true }),
      rescheduleCount: f.integer('改期次数', 'Times moved', { max: 10_000, merge: 'derived' }),
      cancelReason: f.text('取消原因', 'Why cancelled', { max: 2000, ...guarded }),
      refusalKind: f.enum(
        '未能入厂原因',
        'Why refused',
        {
          safety: ['安全管控', 'Safety'],
          shutdown: ['停产', 'Shutdown'],
          hostAbsent: ['被访人不在', 'Host absent'],
          papers: ['证件或预约不齐', 'Papers or registration missing'],
          declined: ['对方拒见', 'Declined to meet'],
          other: ['其他', 'Other']
        },
        guarded
      )
    }),
    ...inGroup('fact', {
      checkInAt: f.instant('到访时间', 'Checked in', { index: true, ...guarded }),
      checkInPosition: f.geo('到访位置', 'Check-in position', guarded),
      checkOutAt: f.instant('离开时间', 'Checked out', { index: true, ...guarded }),
      distanceToGateM: f.integer('距门岗', 'Distance to the gate', {
        max: 50_000_000,
        unit: { zh: '米', en: 'm' },
        merge: 'derived'
      }),
      metPersonIds: f.refs('person', '实际会见', 'People met', { index: true }),
      accessRefused: f.boolean('未能入厂', 'Access refused', { merge: 'derived' }),
      courtesy: f.enum('接待态度', 'Reception', courtesies)
    }),
    events: eventsField()
  },
  // Marketing and service write the visits they prepare or take part in.
  rights: { REP: 'Wo Rt', MGR: 'Wt', DSK: 'Wo Rt', MKT: 'Wo Ra', SVC: 'Wo Ra', CC: 'Ra', FIN: 'Ra', EXE: 'Ra' },
  lifeCycle: visitLifeCycle
})
export type Visit = BodyOf<typeof visit>
