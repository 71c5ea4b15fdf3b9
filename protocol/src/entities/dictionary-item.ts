import { defineEntity, type BodyOf } from '../entity.ts'
import { f } from '../fields.ts'
import { inGroup, reference } from './helpers.ts'

export const dictionaryItem = defineEntity({
  type: 'dictionaryItem',
  code: 'E-19',
  label: { zh: '字典', en: 'Dictionary item' },
  root: 'none',
  home: [{ kind: 'catalogue', name: 'reference' }],
  title: ['zh', 'en', 'code'],
  groups: { item: { zh: '字典', en: 'Dictionary item' } },
  fields: inGroup('item', {
    domain: f.string('类别', 'Domain', { max: 60, required: true, index: true, merge: 'immutable' }),
    code: f.string('代码', 'Code', { max: 60, required: true, index: true, merge: 'immutable' }),
    zh: f.string('中文', 'Chinese', { required: true }),
    en: f.string('英文', 'English', { required: true }),
    order: f.decimal('次序', 'Order', { min: 0, max: 1e6 }),
    active: f.boolean('启用', 'Active', { index: true })
  }),
  rights: reference({ ADM: 'Wa' })
})
export type DictionaryItem = BodyOf<typeof dictionaryItem>
