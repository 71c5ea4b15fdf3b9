import { expect, test } from 'vitest'
import { memoryFile } from '../testing/memory-file.ts'
import { defaultSettings, openSettings, readSettings } from './settings.ts'

const open = (file = memoryFile(), presetServer?: string) =>
  openSettings({ file, systemLanguage: 'en-GB', presetServer })

test('a first start follows the system', async () => {
  expect((await open()).get()).toEqual(defaultSettings('en'))
  expect(defaultSettings('zh-Hans-CN').language).toBe('zh-CN')
  expect(defaultSettings('fr-FR').language).toBe('en')
})

test('a change is on the disk when set resolves, is told to listeners, and is there at the next start', async () => {
  const file = memoryFile()
  const settings = await open(file)
  const told: string[] = []
  settings.onChange(({ theme }) => told.push(theme))
  await settings.set({ theme: 'dark' })
  expect(told).toEqual(['dark'])
  expect((await open(file)).get().theme).toBe('dark')
})

test('a preset server wins over the stored one', async () => {
  const file = memoryFile(JSON.stringify({ server: 'https://old.example.com' }))
  expect((await open(file, 'http://127.0.0.1:4000')).get().server).toBe('http://127.0.0.1:4000')
  expect((await open(file)).get().server).toBe('https://old.example.com')
})

test('a damaged file costs only what is damaged', () => {
  const defaults = defaultSettings('en')
  expect(readSettings('{"theme":"da', defaults)).toEqual(defaults)
  expect(readSettings('null', defaults)).toEqual(defaults)
  const partly = readSettings(
    '{"theme":"purple","quietFrom":"9 pm","density":"desk","__proto__":{"theme":"dark"}}',
    defaults
  )
  expect(partly).toEqual({ ...defaults, density: 'desk' })
})
