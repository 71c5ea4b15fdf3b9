import { expect, test } from 'vitest'
import { pathOfArguments, pathOfLink } from './links.ts'

const id = '01900000-0000-7000-8000-00000000000a'

test('a link leads to a record', () => {
  expect(pathOfLink(`fieldfile://record/${id}`)).toBe(`/record/${id}`)
  expect(pathOfLink(`FIELDFILE://record/${id.toUpperCase()}/`)).toBe(`/record/${id}`)
})

test.each([
  'fieldfile://record/',
  'fieldfile://record/1',
  `fieldfile://record/${id}/delete`,
  `fieldfile://record/${id}?delete=1`,
  `fieldfile://record/${id}#x`,
  `fieldfile://settings/${id}`,
  `fieldfile:record/${id}`,
  `https://record/${id}`,
  ` fieldfile://record/${id}`,
  `--x=fieldfile://record/${id}`,
  `fieldfile://record/../settings/${id}`
])('%s leads nowhere', (text) => {
  expect(pathOfLink(text)).toBeNull()
})

test("of a second instance's arguments only the link is read", () => {
  expect(pathOfArguments(['app', '--inspect', 'file:///x', `fieldfile://record/${id}`])).toBe(`/record/${id}`)
  expect(pathOfArguments(['app', '--settings'])).toBeNull()
})
