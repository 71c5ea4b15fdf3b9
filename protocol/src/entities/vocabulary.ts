/** Words more than one entity uses. */

export const positions = {
  purchasingManager: ['采购经理', 'Purchasing manager'],
  cfo: ['财务总监', 'Chief financial officer'],
  salesManager: ['销售经理', 'Sales manager'],
  distributionManager: ['物流经理', 'Distribution manager'],
  generalManager: ['总经理', 'General manager'],
  chairman: ['董事长', 'Chairman'],
  productionManager: ['生产经理', 'Production manager'],
  maintenanceManager: ['设备经理', 'Maintenance manager'],
  qualityManager: ['质量经理', 'Quality manager'],
  technicalManager: ['技术经理', 'Technical manager'],
  warehouseKeeper: ['仓库管理员', 'Warehouse keeper'],
  hse: ['安环', 'Health, safety and environment'],
  rnd: ['研发', 'Research and development'],
  secretary: ['秘书', 'Secretary'],
  other: ['其他', 'Other']
} as const

export const capacityUnits = {
  m3: ['立方米', 'm³'],
  pallet: ['托盘', 'Pallets'],
  t: ['吨', 't'],
  unit: ['件', 'Units']
} as const

export const courtesies = {
  warm: ['热情', 'Warm'],
  normal: ['正常', 'Normal'],
  cool: ['冷淡', 'Cool'],
  rude: ['失礼', 'Rude']
} as const

export const customerNatures = {
  endUser: ['终端用户', 'End user'],
  oem: ['主机厂', 'OEM'],
  distributor: ['经销商', 'Distributor'],
  epc: ['工程总包', 'EPC contractor'],
  maintenance: ['维修服务商', 'Maintenance contractor'],
  government: ['政府机构', 'Government']
} as const

export const sizeBands = {
  large: ['大型', 'Large'],
  medium: ['中型', 'Medium'],
  small: ['小型', 'Small'],
  micro: ['微型', 'Micro']
} as const

export const relationshipTypes = {
  oneOff: ['一次性', 'One-off'],
  longTermIntent: ['有长期意向', 'Long-term intent'],
  loyal: ['忠诚', 'Loyal']
} as const

export const abcClasses = { A: ['A 类', 'A'], B: ['B 类', 'B'], C: ['C 类', 'C'] } as const

export const portfolioDecisions = {
  protect: ['保护', 'Protect'],
  grow: ['发展', 'Grow'],
  maintain: ['维持', 'Maintain'],
  retire: ['淘汰', 'Retire'],
  attack: ['进攻', 'Attack']
} as const
