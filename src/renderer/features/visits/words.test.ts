import { visitLifeCycle } from '@fieldfile/protocol/life-cycles/visit'
import { expect, test } from 'vitest'
import { cardWords } from './words-card.ts'
import { plannerWords } from './words-planner.ts'
import { todayWords } from './words-today.ts'
import { words } from './words.ts'

const files = import.meta.glob<string>('./*.{ts,tsx}', { query: '?raw', import: 'default', eager: true })
const source = Object.entries(files)
  .filter(([file]) => !file.includes('.test.') && !file.includes('words'))
  .map(([, text]) => text)
  .join('\n')
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]!).toSorted()
const has = (key: string) => key in words.zh || `${key}_other` in words.zh

test('every word exists in both languages, with the same values to fill in', () => {
  expect(Object.keys(words.en)).toEqual(Object.keys(words.zh))
  // The singular may leave its number out.
  const plural = Object.entries(words.zh).filter(([key]) => !key.endsWith('_one'))
  const differ = plural.filter(([key, zh]) => holes(words.en[key as keyof typeof words.en]).join() !== holes(zh).join())
  expect(differ).toEqual([])
})

test('no two screens give the same word another meaning: one would take the place of the other', () => {
  const parts = [todayWords, plannerWords, cardWords].map(({ zh }) => Object.entries<string>(zh))
  const lost = parts.flat().filter(([key, zh]) => words.zh[key as keyof typeof words.zh] !== zh)
  expect(lost).toEqual([])
})

test('every word that is asked for exists', () => {
  const asked = [...source.matchAll(/\bt\(\s*'([A-Za-z_]+)'/g)].map((m) => m[1]!)
  const chosen = [...source.matchAll(/\bt\([^'`)]*\? '([A-Za-z_]+)' : '([A-Za-z_]+)'/g)].flatMap((m) => [m[1]!, m[2]!])
  expect(asked.length).toBeGreaterThan(150)
  expect([...asked, ...chosen].filter((key) => !has(key))).toEqual([])
  expect(Object.keys(visitLifeCycle.events).filter((event) => !has(`ev_${event}`))).toEqual([])
})

test('UX "Words": no 请, 成功, 您确定; full-width punctuation', () => {
  const bad = /请|成功|您确定|[\u4e00-\u9fff][,;:?!(]|[,;?!][\u4e00-\u9fff]/
  expect(Object.entries(words.zh).filter(([, zh]) => bad.test(zh))).toEqual([])
})
