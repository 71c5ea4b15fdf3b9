import { defineEntity, type BodyOf } from '../entity.ts'
import { f } from '../fields.ts'
import { inGroup, reference } from './helpers.ts'

export const team = defineEntity({
  type: 'team',
  code: 'E-17',
  label: { zh: '团队', en: 'Team' },
  root: 'none',
  home: [{ kind: 'catalogue', name: 'reference' }],
  title: ['name', 'nameEn'],
  groups: { team: { zh: '团队', en: 'Team' } },
  fields: inGroup('team', {
    name: f.string('名称', 'Name', { required: true, index: true, search: true }),
    nameEn: f.string('英文名', 'English name'),
    // A member who leaves or changes function is a new row that names the old one.
    members: f.list('成员', 'Members', {
      userId: f.ref('user', '用户', 'User', { required: true }),
      function: f.enum('职能', 'Function', {
        lead: ['负责人', 'Lead'],
        sales: ['销售', 'Sales'],
        technical: ['技术', 'Technical'],
        service: ['服务', 'Service'],
        finance: ['财务', 'Finance']
      }),
      until: f.date('至', 'Until')
    })
  }),
  rights: reference({ ADM: 'Wa' })
})
export type Team = BodyOf<typeof team>
