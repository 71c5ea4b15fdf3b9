import { defineEntity, type BodyOf } from '../entity.ts'
import { f } from '../fields.ts'
import { inGroup, reference } from './helpers.ts'

export const calendarDay = defineEntity({
  type: 'calendarDay',
  code: 'E-18',
  label: { zh: '日历', en: 'Calendar day' },
  root: 'none',
  home: [{ kind: 'catalogue', name: 'reference' }],
  title: ['name', 'nameEn', 'date'],
  groups: { day: { zh: '日期', en: 'Day' } },
  fields: inGroup('day', {
    date: f.date('日期', 'Date', { required: true, index: true, merge: 'immutable' }),
    region: f.string('地区', 'Region', { max: 40, index: true }),
    kind: f.enum(
      '类型',
      'Kind',
      { holiday: ['节日', 'Holiday'], adjustedWorkday: ['补班日', 'Adjusted workday'] },
      { index: true }
    ),
    name: f.string('名称', 'Name', { max: 60 }),
    nameEn: f.string('英文名', 'English name', { max: 60 })
  }),
  rights: reference({ MKT: 'Wa', ADM: 'Wa' })
})
export type CalendarDay = BodyOf<typeof calendarDay>
