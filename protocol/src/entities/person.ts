import { defineEntity, type BodyOf } from '../entity.ts'
import { f, type Rights } from '../fields.ts'
import { personLifeCycle } from '../life-cycles/person.ts'
import { eventsField, historyGroup, inGroup, requiredAccount, stateField } from './helpers.ts'
import { positions } from './vocabulary.ts'

/** The call centre keeps how to reach a person, and nothing else about them (DOMAIN §8.1). */
const contactRights: Rights = {
  REP: 'Wo Rt',
  MGR: 'Wt',
  DSK: 'Wo Rt',
  MKT: 'Ra',
  SVC: 'Wa',
  CC: 'Wa',
  FIN: 'Ra',
  EXE: 'Ra'
}
/**
 * Marketing may know consented birthdays only; a facet is held whole or not at all, so it does not hold this one.
 * Birthday greetings are worked out where consent can be read.
 */
const privateRights: Rights = { REP: 'Wo', MGR: 'Rt', DSK: 'Wo', SVC: 'Ro', EXE: 'Ro' }

export const person = defineEntity({
  type: 'person',
  code: 'E-06',
  label: { zh: '联系人', en: 'Person' },
  root: 'account',
  title: ['name', 'nameEn'],
  importable: true,
  groups: {
    identity: { zh: '基本信息', en: 'Identity' },
    contact: { zh: '联系方式', en: 'Contact' },
    authority: { zh: '业务权限', en: 'Authority' },
    private: { zh: '个人', en: 'Private' },
    state: { zh: '状态', en: 'State' },
    ...historyGroup
  },
  fields: {
    ...inGroup('identity', {
      // The account of the main posting; the others are in `posting` (E-65).
      accountId: requiredAccount([
        '公司名称',
        '客户名称',
        '客户编号',
        '单位名称',
        '企业名称',
        '公司',
        '单位',
        'Company',
        'Company name',
        'Customer',
        'Organization',
        'Store',
        'BusinessEntityID'
      ]),
      // A file with first and last name maps both columns here.
      name: f.string('姓名', 'Full name', {
        required: true,
        index: true,
        search: true,
        pd: true,
        max: 80,
        alias: [
          '联系人',
          '联系人姓名',
          '客户联系人',
          '名字',
          'FirstName',
          'MiddleName',
          'LastName',
          'First name',
          'Last name',
          'ContactName',
          'Contact',
          'Contact person',
          'Person'
        ]
      }),
      namePinyin: f.string('拼音索引', 'Pinyin index', {
        max: 300,
        index: true,
        pd: true,
        merge: 'derived',
        noImport: true
      }),
      nameEn: f.string('英文名', 'English name', {
        max: 80,
        search: true,
        pd: true,
        alias: ['英文姓名', 'Name (English)']
      }),
      gender: f.enum(
        '性别',
        'Gender',
        { f: ['女', 'Female'], m: ['男', 'Male'], unknown: ['未知', 'Unknown'] },
        { pd: true, alias: ['Sex'] }
      ),
      birthYear: f.integer('出生年', 'Year of birth', {
        min: 1900,
        max: 2100,
        pd: true,
        alias: ['出生年份', 'Birth year']
      }),
      title: f.string('职务名称', 'Job title', {
        max: 80,
        alias: ['职务', '职位', '职称', 'ContactTitle', 'ContactType', 'JobTitle', 'Position name']
      }),
      // A contact of an import often has a free job title only; `other` is then a fact: "not one of the standard posts".
      position: f.enum('标准岗位', 'Standard position', positions, { required: true, index: true, alias: ['岗位'] })
    }),
    ...inGroup(
      'contact',
      {
        mobiles: f.strings('手机', 'Mobile phones', {
          max: 40,
          search: true,
          pd: true,
          alias: ['手机号', '手机号码', '移动电话', 'Mobile', 'Mobile phone', 'Cell', 'PhoneNumber', 'Phone number']
        }),
        mobileIndex: f.strings('手机索引', 'Mobile index', {
          max: 40,
          index: true,
          pd: true,
          merge: 'derived',
          noImport: true
        }),
        workPhone: f.string('办公电话', 'Work phone', {
          max: 40,
          search: true,
          alias: ['电话', '联系电话', '座机', '固定电话', 'Phone', 'Telephone', 'Tel']
        }),
        emails: f.strings('邮箱', 'Email addresses', {
          max: 254,
          search: true,
          pd: true,
          alias: ['电子邮箱', '电子邮件', '邮件', 'Email', 'E-mail', 'EmailAddress', 'Mail']
        }),
        wechat: f.string('微信', 'WeChat', { max: 60, pd: true, alias: ['微信号', 'WeChat ID'] }),
        bestTime: f.string('方便时间', 'Best time', { max: 120 }),
        language: f.string('语言', 'Language', { max: 20 })
      },
      { rights: contactRights }
    ),
    ...inGroup('authority', {
      authorityScope: f.flags('业务权限', 'Authority', {
        specify: ['选型', 'Specify'],
        approve: ['审批', 'Approve'],
        sign: ['签约', 'Sign'],
        pay: ['付款', 'Pay'],
        receive: ['收货', 'Receive'],
        inspect: ['验收', 'Inspect'],
        recommend: ['推荐', 'Recommend']
      }),
      signLimit: f.money('签批金额', 'Signing limit', { noImport: true }),
      reportsToPersonId: f.ref('person', '上级', 'Reports to', { noImport: true }),
      orgUnitId: f.ref('orgUnit', '部门', 'Department', { index: true, alias: ['所在部门', 'Dept'] }),
      siteId: f.ref('site', '厂区', 'Site', { index: true, noImport: true })
    }),
    ...inGroup(
      'private',
      {
        // Merrill & Reid 1981.
        personality: f.enum('性格', 'Personality', {
          analytical: ['分析型', 'Analytical'],
          driver: ['推动型', 'Driver'],
          amiable: ['亲和型', 'Amiable'],
          expressive: ['表达型', 'Expressive'],
          unknown: ['未知', 'Unknown']
        }),
        personalityNote: f.text('性格备注', 'Personality note', { max: 2000 }),
        birthday: f.partialDate('生日', 'Birthday', { alias: ['出生日期', 'Birth date', 'BirthDate'] }),
        birthdayCalendar: f.enum('生日历法', 'Birthday calendar', {
          solar: ['公历', 'Solar'],
          lunar: ['农历', 'Lunar']
        }),
        hobbies: f.strings('爱好', 'Hobbies', { max: 60, alias: ['兴趣爱好', 'Interests'] }),
        anniversaries: f.list('纪念日', 'Anniversaries', {
          date: f.partialDate('日期', 'Date', { required: true }),
          calendar: f.enum('历法', 'Calendar', { solar: ['公历', 'Solar'], lunar: ['农历', 'Lunar'] }),
          text: f.string('内容', 'What', { max: 120, required: true })
        }),
        dietNote: f.text('饮食/禁忌', 'Diet and taboos', { max: 1000 }),
        giftPolicy: f.enum('收礼规定', 'Gift policy', {
          none: ['不收', 'None'],
          lowValue: ['仅限低值', 'Low value only'],
          allowed: ['可收', 'Allowed'],
          unknown: ['未知', 'Unknown']
        })
      },
      { facet: 'private', pd: true, rights: privateRights }
    ),
    ...inGroup('state', {
      status: stateField(personLifeCycle, '状态', 'Status', { required: true }),
      leftAt: f.date('离任日期', 'Left on', { noImport: true }),
      successorPersonId: f.ref('person', '接任人', 'Successor', { noImport: true }),
      informationNeeds: f.list('信息需求', 'Information needs', {
        topic: f.string('主题', 'Topic', { max: 120, required: true }),
        depth: f.enum('深度', 'Depth', {
          summary: ['概要', 'Summary'],
          technical: ['技术', 'Technical'],
          financial: ['财务', 'Financial']
        }),
        format: f.string('形式', 'Format', { max: 80 })
      })
    }),
    events: eventsField()
  },
  rights: { REP: 'Wo Rt', MGR: 'Wt', DSK: 'Wo Rt', MKT: 'Ra', SVC: 'Wa', CC: 'Ca', FIN: 'Ra', EXE: 'Ra' },
  lifeCycle: personLifeCycle
})
export type Person = BodyOf<typeof person>
