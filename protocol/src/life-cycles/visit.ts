import type { LifeCycle } from '../life-cycle.ts'

const planners = ['REP', 'DSK', 'MGR'] as const
/** Service checks in on joint visits (DOMAIN §8.1). */
const visitors = ['REP', 'SVC'] as const
const plan = ['plannedStart', 'durationMin'] as const
/** Every state a visit can be in before somebody stands at the gate, and those an intention ended it in. */
const beforeFacts = [null, 'suggested', 'planned', 'confirmed', 'cancelled', 'missed'] as const

/** DOMAIN §5.3 as corrected by §10.3, row by row. */
export const visitLifeCycle = {
  field: 'state',
  states: {
    suggested: { zh: '建议', en: 'Suggested' },
    planned: { zh: '已计划', en: 'Planned' },
    confirmed: { zh: '已确认', en: 'Confirmed' },
    checkedIn: { zh: '进行中', en: 'Checked in' },
    checkedOut: { zh: '待写报告', en: 'Report due' },
    reported: { zh: '已提交', en: 'Reported' },
    reviewed: { zh: '已审', en: 'Reviewed' },
    closed: { zh: '已关闭', en: 'Closed' },
    cancelled: { zh: '取消', en: 'Cancelled' },
    missed: { zh: '漏访', en: 'Missed' },
    refused: { zh: '未能入厂', en: 'Refused' }
  },
  events: {
    suggest: {
      label: { zh: '建议', en: 'Suggest' },
      from: [null],
      to: 'suggested',
      kind: 'intention',
      who: planners,
      sets: plan
    },
    plan: {
      label: { zh: '计划', en: 'Plan' },
      from: [null, 'suggested'],
      to: 'planned',
      kind: 'intention',
      who: planners,
      sets: plan
    },
    move: {
      label: { zh: '改期', en: 'Move' },
      from: ['planned', 'confirmed'],
      to: 'planned',
      kind: 'intention',
      who: planners,
      sets: plan,
      reason: 'late'
    },
    confirm: {
      label: { zh: '客户确认', en: 'Confirm' },
      from: ['planned'],
      to: 'confirmed',
      kind: 'intention',
      who: ['REP', 'DSK']
    },
    cancel: {
      label: { zh: '取消', en: 'Cancel' },
      from: ['suggested', 'planned', 'confirmed'],
      to: 'cancelled',
      kind: 'intention',
      who: planners,
      exit: true,
      stamps: { cancelReason: 'reason' },
      reason: 'always'
    },
    dismiss: {
      label: { zh: '不采纳', en: 'Dismiss' },
      from: ['suggested'],
      to: 'cancelled',
      kind: 'intention',
      who: ['REP'],
      exit: true,
      stamps: { cancelReason: 'reason' },
      reason: 'always'
    },
    // From checkedIn and checkedOut: a second participant adds a presence interval; the first time counts.
    checkIn: {
      label: { zh: '到访', en: 'Check in' },
      from: [...beforeFacts, 'checkedIn', 'checkedOut'],
      to: 'checkedIn',
      kind: 'fact',
      who: visitors,
      sets: ['checkInAt', 'checkInPosition'],
      stamps: { checkInAt: 'at', checkInPosition: 'position' },
      first: true
    },
    refuse: {
      label: { zh: '未能入厂', en: 'Refused entry' },
      from: beforeFacts,
      to: 'refused',
      kind: 'fact',
      who: visitors,
      sets: ['refusalKind'],
      reason: 'always'
    },
    checkOut: {
      label: { zh: '离开', en: 'Check out' },
      from: ['checkedIn', 'checkedOut'],
      to: 'checkedOut',
      kind: 'fact',
      who: visitors,
      sets: ['checkOutAt'],
      stamps: { checkOutAt: 'at' }
    },
    submitReport: {
      label: { zh: '提交报告', en: 'Submit report' },
      from: ['checkedOut', 'refused'],
      to: 'reported',
      kind: 'fact',
      who: ['REP']
    },
    return: {
      label: { zh: '退回', en: 'Return' },
      from: ['reported'],
      to: 'checkedOut',
      kind: 'review',
      who: ['MGR'],
      reason: 'always',
      online: true
    },
    approve: {
      label: { zh: '通过', en: 'Approve' },
      from: ['reported'],
      to: 'reviewed',
      kind: 'review',
      who: ['MGR'],
      online: true
    },
    // By the system when no commitment is open, or after 60 days, on any device.
    close: {
      label: { zh: '关闭', en: 'Close' },
      from: ['reviewed', 'refused'],
      to: 'closed',
      kind: 'review',
      who: ['REP', 'MGR']
    },
    // By the server alone: only it knows that the rep's device synced after the planned end.
    markMissed: {
      label: { zh: '记为漏访', en: 'Mark missed' },
      from: ['planned', 'confirmed'],
      to: 'missed',
      kind: 'intention',
      who: [],
      exit: true,
      online: true
    },
    replan: {
      label: { zh: '重新计划', en: 'Plan again' },
      from: ['missed', 'cancelled', 'refused'],
      to: 'planned',
      kind: 'intention',
      who: ['REP', 'DSK'],
      sets: plan
    },
    voidFact: {
      label: { zh: '撤销到访', en: 'Take back' },
      from: ['checkedIn', 'checkedOut', 'refused', 'reported'],
      to: 'planned',
      kind: 'review',
      who: visitors,
      voids: true,
      reason: 'always'
    },
    reopen: {
      label: { zh: '重新打开', en: 'Reopen' },
      from: ['closed'],
      to: 'reported',
      kind: 'review',
      who: ['MGR'],
      reason: 'always',
      online: true
    }
  },
  counts: { rescheduleCount: 'move' }
} as const satisfies LifeCycle
