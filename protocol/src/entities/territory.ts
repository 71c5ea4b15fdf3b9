import { defineEntity, type BodyOf } from '../entity.ts'
import { f } from '../fields.ts'
import { inGroup, reference } from './helpers.ts'

export const territory = defineEntity({
  type: 'territory',
  code: 'E-16',
  label: { zh: '销售区域', en: 'Territory' },
  root: 'none',
  home: [{ kind: 'catalogue', name: 'reference' }],
  title: ['name', 'nameEn', 'code'],
  groups: { territory: { zh: '销售区域', en: 'Territory' } },
  fields: inGroup('territory', {
    code: f.string('区域编号', 'Code', { max: 20, merge: 'master', index: true, search: true }),
    name: f.string('名称', 'Name', { required: true, index: true, search: true }),
    nameEn: f.string('英文名', 'English name', { search: true }),
    parentId: f.ref('territory', '上级区域', 'Parent', { index: true }),
    level: f.enum(
      '级别',
      'Level',
      { country: ['国家', 'Country'], region: ['大区', 'Region'], area: ['区域', 'Area'], patch: ['片区', 'Patch'] },
      { index: true }
    ),
    postcodes: f.strings('邮编', 'Postcodes', { max: 12 }),
    provinces: f.strings('覆盖省市', 'Provinces and cities', {
      max: 40,
      hint: { zh: '导入时按省或市的名称归入本区域', en: 'An import places companies here by these names' }
    }),
    managerUserId: f.ref('user', '区域经理', 'Manager', { index: true })
  }),
  rights: reference({ MGR: 'Wt Ra', ADM: 'Wa' })
})
export type Territory = BodyOf<typeof territory>
