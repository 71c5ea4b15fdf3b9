import { defineEntity, type BodyOf } from '../entity.ts'
import { f } from '../fields.ts'
import { anyType, inGroup } from './helpers.ts'
import { courtesies } from './vocabulary.ts'

const once = { merge: 'immutable' } as const

/** E-40, the unified timeline. Rows are never changed: a correction names the row it replaces. */
export const interaction = defineEntity({
  type: 'interaction',
  code: 'E-40',
  label: { zh: '接触记录', en: 'Interaction' },
  root: 'account',
  // Who wrote it keeps it, also when the caller is not known yet.
  home: [{ kind: 'user', field: 'createdBy' }],
  title: ['subject'],
  appendOnly: true,
  groups: {
    contact: { zh: '接触', en: 'Contact' },
    content: { zh: '内容', en: 'Content' },
    call: { zh: '通话', en: 'Call' }
  },
  fields: {
    ...inGroup('contact', {
      at: f.instant('时间', 'At', { required: true, index: true, ...once }),
      channel: f.enum(
        '渠道',
        'Channel',
        {
          visit: ['拜访', 'Visit'],
          callIn: ['来电', 'Incoming call'],
          callOut: ['去电', 'Outgoing call'],
          mailIn: ['来信', 'Incoming mail'],
          mailOut: ['去信', 'Outgoing mail'],
          wechat: ['微信', 'WeChat'],
          video: ['视频', 'Video'],
          event: ['活动', 'Event'],
          portal: ['网页', 'Web'],
          letter: ['信函', 'Letter'],
          fax: ['传真', 'Fax']
        },
        { required: true, index: true, ...once }
      ),
      direction: f.enum(
        '方向',
        'Direction',
        { inbound: ['对方发起', 'Inbound'], outbound: ['我方发起', 'Outbound'] },
        once
      ),
      personIds: f.refs('person', '联系人', 'People', { index: true }),
      userIds: f.refs('user', '我方人员', 'Our people', { index: true }),
      department: f.enum(
        '部门',
        'Department',
        {
          sales: ['销售', 'Sales'],
          marketing: ['市场', 'Marketing'],
          service: ['服务', 'Service'],
          callCentre: ['呼叫中心', 'Call centre'],
          finance: ['财务', 'Finance']
        },
        { index: true, ...once }
      )
    }),
    ...inGroup('content', {
      subject: f.string('主题', 'Subject', { max: 200, ...once }),
      body: f.text('内容', 'Content', once),
      outcome: f.enum(
        '结果',
        'Outcome',
        {
          answered: ['已接通', 'Answered'],
          noAnswer: ['未接', 'No answer'],
          refused: ['拒绝', 'Refused'],
          leftMessage: ['留言', 'Left a message'],
          done: ['完成', 'Done']
        },
        once
      ),
      courtesy: f.enum('接待态度', 'Reception', courtesies, once),
      adviceGiven: f.text('建议', 'Advice given', { max: 4000, ...once }),
      visitId: f.ref('visit', '拜访', 'Visit', { index: true, ...once }),
      linkedIds: f.refs(anyType, '关联记录', 'Linked records'),
      attachmentIds: f.refs('attachment', '附件', 'Attachments'),
      supersedesId: f.ref('interaction', '更正', 'Corrects', { index: true, ...once })
    }),
    ...inGroup('call', {
      durationSec: f.integer('通话时长', 'Call duration', { max: 1_000_000, unit: { zh: '秒', en: 's' }, ...once }),
      callId: f.string('通话编号', 'Call id', { max: 80, index: true, ...once }),
      phone: f.string('电话号码', 'Phone number', { max: 40, index: true, pd: true, ...once })
    })
  },
  rights: { REP: 'Ct Wo', MGR: 'Wt', DSK: 'Ct Wo', MKT: 'Wa', SVC: 'Wa', CC: 'Wa', FIN: 'Ca', EXE: 'Ra' }
})
export type Interaction = BodyOf<typeof interaction>
