import { expect, test } from 'vitest'
import { digestOf, noticeOf } from './notice.ts'

const item = {
  id: 'a',
  rule: 'N-01',
  level: 'alarm' as const,
  fireAt: 1,
  until: 2,
  title: '华新水泥：拜访',
  body: '10:00 张三',
  generic: '一个拜访快到时间了',
  path: '/visits/1'
}

test('names are shown only where the person asked for it', () => {
  expect(noticeOf(item, { plainNotifications: true, language: 'zh-CN' })).toEqual({
    title: '华新水泥：拜访',
    body: '10:00 张三',
    path: '/visits/1',
    urgent: true
  })
  const generic = noticeOf(item, { plainNotifications: false, language: 'zh-CN' })
  expect(generic).toMatchObject({ title: 'Fieldfile', body: '一个拜访快到时间了', path: '/visits/1' })
})

test.each([
  ['zh-CN', '有 4 项提醒，打开查看'],
  ['en', '4 reminders are due. Open to see them.']
] as const)('a digest names nobody, in %s', (language, body) => {
  const digest = digestOf([item, item, item, item], { plainNotifications: true, language })
  expect(digest).toEqual({ title: 'Fieldfile', body, path: '/today', urgent: true })
})
