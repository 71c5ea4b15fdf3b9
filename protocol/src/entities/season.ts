import { defineEntity, type BodyOf } from '../entity.ts'
import { f } from '../fields.ts'
import { inGroup, reference } from './helpers.ts'

/** The seasons of E-18: a span of days to prepare for. */
export const season = defineEntity({
  type: 'season',
  code: 'E-18',
  label: { zh: '旺季', en: 'Season' },
  root: 'none',
  home: [{ kind: 'catalogue', name: 'reference' }],
  title: ['name', 'nameEn'],
  groups: { season: { zh: '旺季', en: 'Season' } },
  fields: inGroup('season', {
    name: f.string('名称', 'Name', { required: true, max: 60, index: true }),
    nameEn: f.string('英文名', 'English name', { max: 60 }),
    kind: f.enum(
      '类型',
      'Kind',
      {
        holiday: ['节日', 'Holiday'],
        peakSeason: ['旺季', 'Peak season'],
        overhaulSeason: ['检修季', 'Overhaul season']
      },
      { index: true }
    ),
    region: f.string('地区', 'Region', { max: 40, index: true }),
    from: f.date('从', 'From', { required: true, index: true }),
    to: f.date('到', 'To', { required: true, index: true }),
    leadDays: f.integer('提前准备', 'Lead time', { max: 366, unit: { zh: '天', en: 'days' } })
  }),
  rights: reference({ MKT: 'Wa', ADM: 'Wa' })
})
export type Season = BodyOf<typeof season>
