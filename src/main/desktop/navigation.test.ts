import { expect, test } from 'vitest'
import { createNavigation } from './navigation.ts'

test('a link is held until there is a session and a window, and opened once', () => {
  const sent: string[] = []
  const navigation = createNavigation((path) => sent.push(path))
  navigation.open('/record/1')
  navigation.open('/record/2')
  navigation.setReady('window', true)
  expect(sent).toEqual([])
  navigation.setReady('session', true)
  navigation.setReady('session', true)
  expect(sent).toEqual(['/record/2'])
  navigation.open('/record/3')
  navigation.setReady('session', false)
  navigation.open('/record/4')
  expect(sent).toEqual(['/record/2', '/record/3'])
})
