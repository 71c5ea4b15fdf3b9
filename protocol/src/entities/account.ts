import { defineEntity, type BodyOf } from '../entity.ts'
import { f, type Rights } from '../fields.ts'
import { accountLifeCycle } from '../life-cycles/account.ts'
import { eventsField, historyGroup, inGroup, stateField } from './helpers.ts'
import {
  abcClasses,
  capacityUnits,
  customerNatures,
  portfolioDecisions,
  relationshipTypes,
  sizeBands
} from './vocabulary.ts'

/** Proposed by whoever creates the account, decided by a manager (DOMAIN §8.1, RIGHTS "Creation"). */
const assignment: Rights = {
  REP: 'Co Rt',
  MGR: 'At',
  DSK: 'Co Rt',
  MKT: 'Ca',
  SVC: 'Ra',
  CC: 'Ra',
  FIN: 'Ra',
  EXE: 'Aa',
  ADM: 'Wa'
}
const creditRights: Rights = { REP: 'Ro', MGR: 'Rt', DSK: 'Ro', FIN: 'Wa', EXE: 'Ra' }
/** Contribution and lifetime value: a rep sees the band on the account only. */
const economicsRights: Rights = { MGR: 'Rt', MKT: 'Ra', FIN: 'Ra', EXE: 'Ra' }
/** What marketing does not see either: cost detail and the figures behind the credit grade. */
const financeRights: Rights = { MGR: 'Rt', FIN: 'Ra', EXE: 'Ra' }

const derived = { merge: 'derived', noImport: true } as const
const perYear = { zh: '次/年', en: 'per year' }

export const account = defineEntity({
  type: 'account',
  code: 'E-01',
  label: { zh: '客户公司', en: 'Account' },
  root: 'self',
  title: ['shortName', 'name', 'nameEn'],
  importable: true,
  groups: {
    identity: { zh: '基本信息', en: 'Identity' },
    contact: { zh: '联系方式', en: 'Contact' },
    profile: { zh: '概况', en: 'Profile' },
    capability: { zh: '实力', en: 'Capability' },
    direction: { zh: '经营方向', en: 'Direction' },
    relationship: { zh: '合作关系', en: 'Relationship' },
    credit: { zh: '信用', en: 'Credit' },
    scores: { zh: '评分', en: 'Scores' },
    economics: { zh: '经济性', en: 'Economics' },
    ...historyGroup
  },
  fields: {
    ...inGroup('identity', {
      // Given by the server after creation; a record without one shows a provisional code.
      code: f.string('客户编号', 'Account code', {
        max: 20,
        merge: 'master',
        index: true,
        search: true,
        alias: [
          '客户代码',
          '编号',
          'CustomerID',
          'Customer ID',
          'Customer number',
          'BusinessEntityID',
          'Account number'
        ]
      }),
      name: f.string('公司名称', 'Name', {
        required: true,
        index: true,
        search: true,
        alias: [
          '企业名称',
          '客户名称',
          '单位名称',
          '名称',
          '客户',
          '单位',
          '公司',
          '公司全称',
          'Company',
          'Company name',
          'Customer',
          'Customer name',
          'Account name',
          'Organization',
          'Store'
        ]
      }),
      nameEn: f.string('英文名', 'English name', {
        index: true,
        search: true,
        alias: ['英文名称', '公司英文名称', 'Name (English)']
      }),
      shortName: f.string('简称', 'Short name', {
        max: 40,
        index: true,
        search: true,
        alias: ['公司简称', '客户简称', '证券简称', 'Abbreviation']
      }),
      namePinyin: f.string('拼音索引', 'Pinyin index', { max: 400, index: true, ...derived }),
      uscc: f.string('统一社会信用代码', 'Unified social credit code', {
        max: 18,
        // GB 32100-2015: no I, O, S, V, Z; the check digit is verified by the domain rules.
        pattern: /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/,
        index: true,
        search: true,
        alias: ['社会信用代码', '信用代码', '税号', '纳税人识别号', 'USCC', 'Tax ID']
      }),
      // Absent means the company's own country: import files rarely say it.
      country: f.string('国家', 'Country', {
        max: 2,
        pattern: /^[A-Z]{2}$/,
        index: true,
        alias: ['国别', 'CountryRegionName', 'Country/Region']
      }),
      region: f.string('大区', 'Sales region', { max: 40, index: true }),
      province: f.string('省', 'Province', {
        max: 40,
        index: true,
        alias: ['省份', '地区', '省市', '所在省', '所属省份', 'State', 'StateProvinceName', 'State/Province']
      }),
      city: f.string('市', 'City', { max: 40, index: true, alias: ['城市', '所在城市', '所属城市', 'Town'] }),
      district: f.string('区县', 'District', { max: 40, index: true, alias: ['区', '县', '所属区县', 'County'] }),
      postcode: f.string('邮编', 'Postcode', {
        max: 12,
        index: true,
        alias: ['邮政编码', 'PostalCode', 'Postal code', 'Zip', 'Zip code']
      })
    }),
    ...inGroup('contact', {
      address: f.text('地址', 'Address', {
        max: 400,
        alias: ['公司地址', '企业地址', '注册地址', '办公地址', '通讯地址', '联系地址', 'AddressLine1', 'Street']
      }),
      phones: f.strings('电话', 'Phones', {
        max: 40,
        search: true,
        alias: [
          '联系电话',
          '公司电话',
          '电话号码',
          '座机',
          '手机',
          '手机号',
          '联系方式',
          'Phone',
          'PhoneNumber',
          'Phone number',
          'Telephone',
          'Tel'
        ]
      }),
      phoneIndex: f.strings('电话索引', 'Phone index', { max: 40, index: true, ...derived }),
      fax: f.string('传真', 'Fax', { max: 40, alias: ['传真号码', 'Fax number'] }),
      emails: f.strings('邮箱', 'Email addresses', {
        max: 254,
        alias: ['电子邮箱', '电子邮件', '邮件', 'Email', 'E-mail', 'EmailAddress', 'Mail']
      }),
      website: f.string('网址', 'Website', { max: 300, alias: ['网站', '官网', '公司网址', 'Homepage', 'URL', 'Web'] })
    }),
    ...inGroup('profile', {
      foundedYear: f.integer('成立年份', 'Founded in', {
        min: 1000,
        max: 2200,
        alias: ['成立时间', '成立日期', 'YearOpened', 'Year founded']
      }),
      ownership: f.enum(
        '企业性质',
        'Ownership',
        {
          stateOwned: ['国有', 'State-owned'],
          private: ['民营', 'Private'],
          foreign: ['外资', 'Foreign'],
          joint: ['合资', 'Joint venture'],
          listed: ['上市', 'Listed'],
          institution: ['事业单位', 'Institution']
        },
        { index: true, alias: ['企业类型', '公司类型', 'BusinessType'] }
      ),
      // Not required: DOMAIN §10.2 makes it an assignment of E-12, and a file or a quick capture often does not know it.
      // A made-up "end user" would steer the visit policy; an empty field shows up as missing in completeness (C-33).
      customerNature: f.enum('客户性质', 'Customer nature', customerNatures, {
        index: true,
        alias: ['客户类别', 'Customer type']
      }),
      industryCode: f.string('行业', 'Industry', {
        max: 60,
        index: true,
        alias: ['所属行业', '行业分类', '行业代码', 'Industry code', 'Sector', 'Specialty']
      }),
      employeeCount: f.integer('员工数', 'Employees', {
        max: 10_000_000,
        unit: { zh: '人', en: 'people' },
        alias: ['员工人数', '人数', '职工人数', 'NumberEmployees', 'Number of employees', 'Headcount']
      }),
      annualRevenue: f.money('年营业额', 'Annual revenue', {
        alias: ['营业额', '年销售额', '营业收入', 'AnnualSales', 'Annual sales', 'Revenue']
      }),
      sizeBand: f.enum('规模', 'Size', sizeBands, { index: true, ...derived }),
      sizeBandOverride: f.enum('规模（人工）', 'Size, set by hand', sizeBands, { alias: ['企业规模', '公司规模'] })
    }),
    ...inGroup('capability', {
      salesForceCount: f.integer('销售队伍人数', 'Sales force', { max: 1_000_000, unit: { zh: '人', en: 'people' } }),
      salesForceNote: f.text('销售队伍结构', 'Sales force structure'),
      distributionVehicles: f.integer('配送车辆', 'Delivery vehicles', {
        max: 100_000,
        unit: { zh: '辆', en: 'vehicles' }
      }),
      // Capacities keep their unit; sums are made within a unit only (DOMAIN §10.2).
      distributionDailyCapacity: f.decimal('日配送能力', 'Daily delivery capacity'),
      distributionCapacityUnit: f.enum('日配送能力单位', 'Unit of daily capacity', capacityUnits),
      distributionCoverage: f.strings('配送范围', 'Delivery coverage', { max: 60 }),
      warehouseCapacity: f.decimal('仓库容量（人工）', 'Warehouse capacity, set by hand', {
        hint: { zh: '没有登记厂区仓库时填写', en: 'For a company whose sites are not recorded' }
      }),
      warehouseCapacityUnit: f.enum('仓库容量单位', 'Unit of warehouse capacity', capacityUnits),
      /** [{ unit, amount }], the sum of the sites. */
      warehouseCapacityTotal: f.json('仓库总容量', 'Total warehouse capacity', derived)
    }),
    ...inGroup('direction', {
      businessGoals: f.text('经营目标', 'Business goals'),
      strategicDirection: f.text('发展方向', 'Strategic direction'),
      goalItems: f.list('目标项', 'Goals', {
        year: f.integer('年份', 'Year', { min: 1990, max: 2200, required: true }),
        metric: f.string('指标', 'Metric', { max: 80, required: true }),
        target: f.decimal('目标值', 'Target', { min: -1e12, max: 1e12 }),
        unit: f.string('单位', 'Unit', { max: 20 }),
        source: f.string('来源', 'Source', { max: 200 })
      })
    }),
    ...inGroup('relationship', {
      lifecycleStatus: stateField(accountLifeCycle, '客户状态', 'Status', { required: true, alias: ['状态'] }),
      relationshipStage: f.enum(
        '关系阶段',
        'Relationship stage',
        {
          awareness: ['认知', 'Awareness'],
          exploration: ['探索', 'Exploration'],
          expansion: ['扩展', 'Expansion'],
          commitment: ['承诺', 'Commitment'],
          dissolution: ['解体', 'Dissolution']
        },
        { index: true }
      ),
      relationshipType: f.enum('客户类型', 'Relationship type', relationshipTypes, { index: true, ...derived }),
      relationshipTypeOverride: f.enum('客户类型（人工）', 'Relationship type, set by hand', relationshipTypes),
      keyAccount: f.boolean('大客户', 'Key account', { index: true, alias: ['是否大客户'] }),
      territoryId: f.ref('territory', '销售区域', 'Territory', {
        index: true,
        rights: assignment,
        alias: ['区域', '所属区域', '销售片区']
      }),
      ownerUserId: f.ref('user', '负责人', 'Owner', {
        index: true,
        rights: assignment,
        alias: ['客户经理', '业务员', '销售员', '销售代表', 'Sales rep', 'Salesperson', 'SalesPersonID']
      }),
      teamUserIds: f.refs('user', '客户团队', 'Account team', { index: true, rights: assignment, noImport: true }),
      customerSince: f.date('合作起始', 'Customer since', { alias: ['合作日期', '开户日期', '首次合作'] }),
      preferredChannels: f.flags('偏好沟通方式', 'Preferred channels', {
        visit: ['拜访', 'Visit'],
        phone: ['电话', 'Phone'],
        wechat: ['微信', 'WeChat'],
        email: ['邮件', 'Email'],
        mail: ['信函', 'Letter']
      }),
      doNotContactUntil: f.date('免打扰至', 'Do not contact until'),
      visitsPerYearOverride: f.decimal('拜访频次（人工）', 'Visits per year, set by hand', { max: 366, unit: perYear }),
      visitsPerYearReason: f.string('频次调整原因', 'Reason for the frequency', { max: 300 }),
      serviceLevel: f.enum(
        '服务级别',
        'Service level',
        { platinum: ['白金', 'Platinum'], gold: ['金牌', 'Gold'], standard: ['标准', 'Standard'] },
        { rights: { REP: 'Rt', MGR: 'Wt', DSK: 'Rt', MKT: 'Ra', SVC: 'Wa', CC: 'Ra', FIN: 'Ra', EXE: 'Ra', ADM: 'Ra' } }
      ),
      /** The account this one was merged into; its children are read there. */
      mergedIntoId: f.ref('account', '已并入', 'Merged into', {
        index: true,
        noImport: true,
        rights: { MGR: 'Wt', MKT: 'Wa', ADM: 'Wa' }
      })
    }),
    ...inGroup(
      'credit',
      {
        paymentTermsDays: f.integer('账期', 'Payment terms', {
          max: 3650,
          merge: 'master',
          unit: { zh: '天', en: 'days' }
        }),
        creditLimit: f.money('信用额度', 'Credit limit', { merge: 'master' }),
        creditHold: f.boolean('信用冻结', 'Credit hold', { merge: 'master', index: true })
      },
      { facet: 'credit', rights: creditRights, noImport: true }
    ),
    // Computed on the server over the whole population; on a device they are "not yet computed" until received.
    ...inGroup('scores', {
      abcClass: f.enum('ABC 分类', 'ABC class', abcClasses, { index: true, ...derived }),
      rfm: f.string('RFM', 'RFM', { max: 3, index: true, ...derived }),
      pAlive: f.percent('活跃概率', 'P(alive)', derived),
      churnRisk: f.percent('流失风险', 'Churn risk', derived),
      silentScore: f.decimal('沉默抱怨分', 'Silent-complaint score', { max: 100, ...derived }),
      attitudeScore: f.decimal('态度分', 'Attitude score', { min: -1000, max: 1000, ...derived }),
      sowPct: f.percent('我司采购占比', 'Share of wallet', derived),
      completeness: f.percent('资料完整度', 'Completeness', derived),
      portfolioDecision: f.enum('客户策略', 'Portfolio decision', portfolioDecisions, { index: true, ...derived }),
      creditGrade: f.enum(
        '信用等级',
        'Credit grade',
        { A: ['A', 'A'], B: ['B', 'B'], C: ['C', 'C'], D: ['D', 'D'] },
        { index: true, ...derived }
      ),
      contributionBand: f.enum(
        '贡献档',
        'Contribution band',
        { high: ['高', 'High'], mid: ['中', 'Mid'], low: ['低', 'Low'], negative: ['负', 'Negative'] },
        { index: true, ...derived }
      ),
      scoresAsOf: f.date('评分日期', 'Scores as of', derived)
    }),
    ...inGroup(
      'economics',
      {
        clv: f.money('客户生命周期价值', 'Customer lifetime value', derived),
        contribution: f.money('贡献额', 'Contribution', derived),
        contributionPct: f.decimal('贡献率', 'Contribution rate', { min: -1000, max: 1000, ...derived })
      },
      { facet: 'economics', rights: economicsRights }
    ),
    ...inGroup(
      'economics',
      {
        costToServe: f.money('服务成本', 'Cost to serve', derived),
        creditScore: f.decimal('商业信誉分', 'Commercial credit score', { max: 100, ...derived }),
        paymentIndex: f.decimal('付款指数', 'Payment index', { max: 100, ...derived })
      },
      { facet: 'finance', rights: financeRights }
    ),
    events: eventsField()
  },
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
  },
  lifeCycle: accountLifeCycle
})
export type Account = BodyOf<typeof account>
