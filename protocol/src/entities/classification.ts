import { defineEntity, type BodyOf } from '../entity.ts'
import { f } from '../fields.ts'
import { inGroup, reference, requiredAccount } from './helpers.ts'

/** E-12, the schemes: by scale, nature, product category and so on; new ones are data. */
export const classificationScheme = defineEntity({
  type: 'classificationScheme',
  code: 'E-12',
  label: { zh: '分类方案', en: 'Classification scheme' },
  root: 'none',
  home: [{ kind: 'catalogue', name: 'reference' }],
  title: ['name', 'nameEn', 'code'],
  groups: { scheme: { zh: '分类方案', en: 'Scheme' } },
  fields: inGroup('scheme', {
    // scale, productCategory, nature, serviceContent, abc, rfm, relationship, or a code of the company's own.
    code: f.string('方案代码', 'Code', { max: 40, required: true, index: true, merge: 'immutable' }),
    name: f.string('名称', 'Name', { required: true }),
    nameEn: f.string('英文名', 'English name'),
    values: f.list('取值', 'Values', {
      code: f.string('代码', 'Code', { max: 40, required: true }),
      zh: f.string('中文', 'Chinese', { required: true }),
      en: f.string('英文', 'English'),
      active: f.boolean('启用', 'Active')
    }),
    kind: f.enum('方式', 'Assigned', { manual: ['人工', 'By hand'], rule: ['规则', 'By rule'] }),
    rule: f.text('规则', 'Rule', { max: 4000 })
  }),
  rights: reference({ MKT: 'Wa', ADM: 'Ra' })
})
export type ClassificationScheme = BodyOf<typeof classificationScheme>

/** One account's value in one scheme. What a person sets outranks the rule until `overrideUntil`. */
export const classification = defineEntity({
  type: 'classification',
  code: 'E-12',
  label: { zh: '客户分类', en: 'Classification' },
  root: 'account',
  title: ['value'],
  groups: { assignment: { zh: '客户分类', en: 'Classification' } },
  fields: inGroup('assignment', {
    accountId: requiredAccount(),
    schemeId: f.ref('classificationScheme', '分类方案', 'Scheme', { required: true, index: true, merge: 'immutable' }),
    value: f.string('取值', 'Value', { max: 40, required: true, index: true }),
    validFrom: f.date('生效日期', 'Valid from'),
    assignedBy: f.enum('分类方式', 'Assigned by', { rule: ['规则', 'Rule'], user: ['人工', 'Person'] }),
    overrideUntil: f.date('人工有效至', 'Override until'),
    history: f.list('变更', 'Changes', {
      value: f.string('取值', 'Value', { max: 40, required: true }),
      from: f.date('从', 'From', { required: true }),
      assignedBy: f.enum('分类方式', 'Assigned by', { rule: ['规则', 'Rule'], user: ['人工', 'Person'] }),
      byUserId: f.ref('user', '操作人', 'By')
    })
  }),
  rights: { REP: 'Po Rt', MGR: 'Wt', DSK: 'Po Rt', MKT: 'Wa', SVC: 'Ra', CC: 'Ra', FIN: 'Ra', EXE: 'Ra' }
})
export type Classification = BodyOf<typeof classification>
