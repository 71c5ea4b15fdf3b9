import { defineEntity, type BodyOf } from '../entity.ts'
import { f, type Rights } from '../fields.ts'
import { everyRole, inGroup, reference } from './helpers.ts'

/** What users keep of themselves. */
const own: Rights = { ...everyRole('Wo Ra'), ADM: 'Wa' }
const clock = /^([01]\d|2[0-3]):[0-5]\d$/

/**
 * E-17. What the roles may do is one table in the program (DOMAIN §8.1), so there is no Role record. Passwords are
 * the server's and never part of a record.
 */
export const user = defineEntity({
  type: 'user',
  code: 'E-17',
  label: { zh: '用户', en: 'User' },
  root: 'none',
  home: [{ kind: 'catalogue', name: 'reference' }],
  title: ['name', 'nameEn', 'login'],
  groups: {
    identity: { zh: '用户', en: 'User' },
    work: { zh: '工作安排', en: 'Work' },
    delegation: { zh: '代理', en: 'Delegation' }
  },
  fields: {
    ...inGroup('identity', {
      login: f.string('登录名', 'Login', { max: 80, merge: 'master', index: true, search: true }),
      name: f.string('姓名', 'Name', { required: true, max: 80, index: true, search: true }),
      nameEn: f.string('英文名', 'English name', { max: 80, search: true }),
      roles: f.flags(
        '角色',
        'Roles',
        {
          REP: ['销售代表', 'Sales rep'],
          MGR: ['销售经理', 'Sales manager'],
          DSK: ['内勤', 'Desk user'],
          MKT: ['市场', 'Marketing'],
          SVC: ['服务', 'Service'],
          CC: ['呼叫中心', 'Call centre'],
          FIN: ['财务', 'Finance'],
          EXE: ['高层', 'Executive'],
          ADM: ['管理员', 'Administrator']
        },
        { index: true }
      ),
      teamIds: f.refs('team', '团队', 'Teams', { index: true }),
      territoryIds: f.refs('territory', '销售区域', 'Territories', { index: true }),
      /** For a desk user: the reps whose visits and files they prepare. */
      preparesForUserIds: f.refs('user', '为谁准备', 'Prepares for', { index: true }),
      active: f.boolean('启用', 'Active', { merge: 'master', index: true })
    }),
    ...inGroup(
      'work',
      {
        phone: f.string('电话', 'Phone', { max: 40 }),
        email: f.string('邮箱', 'Email', { max: 254 }),
        language: f.enum('语言', 'Language', { 'zh-CN': ['中文', 'Chinese'], en: ['英文', 'English'] }),
        // Colleagues who plan the route need it; the office serves as well as a home.
        homePosition: f.geo('出发地', 'Starting point', {
          pd: true,
          hint: { zh: '路线从这里出发，可填公司', en: 'Routes start here; the office will do' }
        }),
        workHours: f.list('工作时间', 'Working hours', {
          weekday: f.integer('星期', 'Weekday', { min: 1, max: 7, required: true }),
          from: f.string('从', 'From', { max: 5, pattern: clock, required: true }),
          to: f.string('到', 'To', { max: 5, pattern: clock, required: true })
        }),
        maxDriveMinutesPerDay: f.integer('每日最长驾驶', 'Longest drive per day', {
          max: 1440,
          unit: { zh: '分钟', en: 'min' }
        })
      },
      { rights: own }
    ),
    ...inGroup(
      'delegation',
      {
        delegateUserId: f.ref('user', '代理人', 'Delegate', { index: true }),
        delegateUntil: f.date('代理至', 'Delegated until')
      },
      { rights: { ...own, MGR: 'Wo Wt Ra' } }
    )
  },
  rights: reference({ ADM: 'Wa' })
})
export type User = BodyOf<typeof user>
