import type { Random } from './random.ts'
import type { DemoRecord } from './record.ts'

/** Divisions of GB/T 4754-2017 that the demo's companies belong to. */
const industries: readonly (readonly [code: string, zh: string, en: string])[] = [
  ['B10', '非金属矿采选业', 'Non-metal mining'],
  ['C14', '食品制造业', 'Food'],
  ['C17', '纺织业', 'Textiles'],
  ['C22', '造纸和纸制品业', 'Paper'],
  ['C26', '化学原料和化学制品制造业', 'Chemicals'],
  ['C27', '医药制造业', 'Pharmaceuticals'],
  ['C28', '化学纤维制造业', 'Chemical fibre'],
  ['C30', '非金属矿物制品业', 'Non-metal mineral products'],
  ['C34', '通用设备制造业', 'General machinery'],
  ['C35', '专用设备制造业', 'Special machinery'],
  ['C37', '船舶和其他运输设备制造业', 'Ships and other transport equipment'],
  ['C43', '机械和设备修理业', 'Machinery repair'],
  ['D44', '电力、热力生产和供应业', 'Power and heat'],
  ['D46', '水的生产和供应业', 'Water supply'],
  ['E48', '土木工程建筑业', 'Civil engineering'],
  ['F51', '批发业', 'Wholesale']
]

export const makeDictionary = (random: Random, at: number): DemoRecord[] =>
  industries.map(([code, zh, en], order) => ({
    type: 'dictionaryItem',
    id: random.id(at),
    at,
    body: { domain: 'industryCode', code, zh, en, order, active: true }
  }))
