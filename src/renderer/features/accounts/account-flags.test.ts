import { describe, expect, test } from 'vitest'
import { id, seededDb } from '../../ui/record/testing/seed.ts'
import { flagsOf } from './account-flags.ts'
import { daysLate, daysSince } from './days.ts'
import { file } from './file-query.ts'

const flags = (name: string, change: (db: ReturnType<typeof seededDb>) => void = () => {}) => {
  const db = seededDb()
  change(db)
  return flagsOf(file.run(db.read(), { id: id(name), english: false })!, 'zh-CN').map(({ text, values }) => [
    text,
    values
  ])
}
const texts = (name: string, change?: Parameters<typeof flags>[1]) => flags(name, change).map(([text]) => text)

describe('what is wrong with a customer', () => {
  test('a key person left, a task is late, the plant is an Ex zone', () => {
    expect(flags('lanyu')).toEqual([
      ['personLeft', { post: '采购经理', name: '梁启衡' }],
      ['taskLate', { title: '给选型报告', n: 3, more: 0 }],
      ['exZone', { site: '2 号厂区' }]
    ])
  })
  test('a successor, or anybody in the post, settles it', () => {
    const successor = { successorPersonId: id('fang') }
    expect(
      texts('lanyu', (db) => db.write([{ kind: 'edit', type: 'person', id: id('liang'), values: successor }]))
    ).not.toContain('personLeft')
    const buyer = { accountId: id('lanyu'), name: '新人', position: 'purchasingManager', status: 'active' }
    expect(texts('lanyu', (db) => db.write([{ kind: 'create', type: 'person', values: buyer }]))).not.toContain(
      'personLeft'
    )
  })
  test('a credit hold is seen by those who hold the facet', () => {
    expect(
      texts('lanyu', (db) => db.seed([{ type: 'account:credit', id: id('lanyu'), body: { creditHold: true } }]))
    ).toContain('creditHold')
  })
  test('nobody was there for a quarter and nobody is going; the lost are left alone', () => {
    expect(flags('yunli')).toEqual([['notVisited', { n: 120 }]])
    expect(texts('jichuan')).toEqual(['neverVisited'])
    expect(
      texts('yunli', (db) =>
        db.write([{ kind: 'edit', type: 'account', id: id('yunli'), values: { lifecycleStatus: 'lost' } }])
      )
    ).toEqual([])
  })
  test('do not contact', () => expect(flags('tangxi')[0]).toEqual(['quietUntil', { date: '10月1日' }]))
})

test('days are those of the calendar in the zone', () => {
  const noon = Date.parse('2026-09-14T04:00:00Z')
  expect(daysSince('2026-09-13T15:59:00Z', noon, 'Asia/Shanghai')).toBe(1)
  expect(daysSince('2026-09-13T16:01:00Z', noon, 'Asia/Shanghai')).toBe(0)
  expect(daysLate('2026-09-14T03:00:00Z', noon, 'Asia/Shanghai')).toBe(1)
  expect(daysLate('2026-09-14T05:00:00Z', noon, 'Asia/Shanghai')).toBe(0)
  expect(daysLate(null, noon, 'Asia/Shanghai')).toBe(0)
})
