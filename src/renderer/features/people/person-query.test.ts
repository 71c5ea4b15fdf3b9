import { expect, test } from 'vitest'
import { id, me, seededDb } from '../../ui/record/testing/seed.ts'
import { file } from './person-query.ts'

const open = (name: string, db = seededDb()) => file.run(db.read(), { id: id(name), english: false })

test('a person that is not there is null', () => expect(open('nobody')).toBeNull())

test('the file can be posted, with company, postings and what was done with them', () => {
  const found = open('fang')!
  expect(structuredClone(found)).toEqual(found)
  expect(found.account).toEqual({ id: id('lanyu'), name: '岚屿化工', city: '无锡' })
  expect(found.postings).toMatchObject([
    { position: 'generalManager', from: '2019-04-01', to: null, account: '岚屿化工' }
  ])
  expect(found.timeline).toMatchObject([{ kind: 'interaction', department: 'marketing', by: '温清' }])
})

test('visits count where they were met, not where they were expected', () => {
  const { timeline } = open('shao')!
  expect(timeline.filter(({ kind }) => kind === 'visit').map((item) => item.id)).toEqual([id('visit0')])
})

test('the private facet: held, empty for who may begin it or read the territory, else nothing', () => {
  const without = (roles: (typeof me)['roles'] | readonly ['MKT'] | readonly ['MGR'], mayEdit: boolean) => {
    const db = seededDb({ me: { ...me, roles }, mayEdit: (type) => mayEdit || type !== 'person:private' })
    return open('shao', db)!.private
  }
  expect(open('fang')!.private?.body['giftPolicy']).toBe('lowValue')
  expect(without(['DSK'], true)?.body).toEqual({})
  expect(without(['MGR'], false)?.editable).toEqual([])
  expect(without(['MKT'], false)).toBeUndefined()
})

test('the reporting line is read from both ends', () => {
  const db = seededDb()
  db.write([{ kind: 'edit', type: 'person', id: id('shao'), values: { reportsToPersonId: id('fang') } }])
  expect(open('shao', db)!.reportsTo).toMatchObject({ name: '方岚' })
  expect(open('fang', db)!.reports).toMatchObject([{ name: '邵铁岩' }])
})
