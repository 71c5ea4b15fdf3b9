import { defineEntity, type BodyOf } from '../entity.ts'
import { f } from '../fields.ts'
import { inGroup, requiredAccount } from './helpers.ts'

export const orgUnit = defineEntity({
  type: 'orgUnit',
  code: 'E-03',
  label: { zh: '组织单元', en: 'Department' },
  root: 'account',
  title: ['name'],
  groups: { unit: { zh: '组织单元', en: 'Department' } },
  fields: inGroup('unit', {
    accountId: requiredAccount(),
    name: f.string('名称', 'Name', { required: true, index: true, search: true }),
    // On a cycle the later edge is flagged and ignored by whoever draws the tree.
    parentId: f.ref('orgUnit', '上级', 'Parent', { index: true }),
    siteId: f.ref('site', '厂区', 'Site', { index: true }),
    function: f.enum(
      '职能',
      'Function',
      {
        management: ['管理', 'Management'],
        purchasing: ['采购', 'Purchasing'],
        finance: ['财务', 'Finance'],
        sales: ['销售', 'Sales'],
        logistics: ['物流', 'Logistics'],
        production: ['生产', 'Production'],
        maintenance: ['设备', 'Maintenance'],
        quality: ['质量', 'Quality'],
        rnd: ['研发', 'Research and development'],
        hse: ['安环', 'Health, safety and environment'],
        other: ['其他', 'Other']
      },
      { index: true }
    ),
    headPersonId: f.ref('person', '负责人', 'Head')
  }),
  rights: {
    REP: 'Wo Rt',
    MGR: 'Wt',
    DSK: 'Wo Rt',
    MKT: 'Wa',
    SVC: 'Pa Ra',
    CC: 'Pa Ra',
    FIN: 'Ra',
    EXE: 'Ra',
    ADM: 'Ra'
  }
})
export type OrgUnit = BodyOf<typeof orgUnit>
