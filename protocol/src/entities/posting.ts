import { defineEntity, type BodyOf } from '../entity.ts'
import { f } from '../fields.ts'
import { inGroup, requiredAccount } from './helpers.ts'
import { positions } from './vocabulary.ts'

/** A person may hold several posts, in several companies; time in post is counted from here. */
export const posting = defineEntity({
  type: 'posting',
  code: 'E-65',
  label: { zh: '任职', en: 'Posting' },
  root: 'account',
  title: ['title', 'position'],
  groups: { post: { zh: '任职', en: 'Posting' } },
  fields: inGroup('post', {
    accountId: requiredAccount(),
    personId: f.ref('person', '联系人', 'Person', { merge: 'immutable', required: true, index: true }),
    siteId: f.ref('site', '厂区', 'Site', { index: true }),
    orgUnitId: f.ref('orgUnit', '部门', 'Department', { index: true }),
    position: f.enum('标准岗位', 'Standard position', positions, { required: true, index: true }),
    title: f.string('职务名称', 'Job title', { max: 80 }),
    main: f.boolean('主要任职', 'Main posting', { index: true }),
    from: f.date('从', 'From'),
    to: f.date('到', 'To', { index: true })
  }),
  rights: { REP: 'Wo Rt', MGR: 'Wt', DSK: 'Wo Rt', MKT: 'Ra', SVC: 'Wa', CC: 'Ca', FIN: 'Ra', EXE: 'Ra' }
})
export type Posting = BodyOf<typeof posting>
