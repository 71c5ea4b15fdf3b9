import { describe, expect, test } from 'vitest'

interface WordTree {
  readonly [key: string]: string | WordTree
}
const modules = import.meta.glob<{ words: { zh: WordTree; en: WordTree } }>(['./words.ts', '../features/*/words.ts'], {
  eager: true
})

/** Every word by its path; the plural forms of a language count as one word. */
const flat = (tree: WordTree, prefix = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${prefix}${key}`.replace(/_(zero|one|two|few|many|other)$/, ''), value]]
      : flat(value, `${prefix}${key}.`)
  )
const slots = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map((found) => found[1]).toSorted()

const keys = (list: [string, string][]) => [...new Set(list.map(([key]) => key))].toSorted()

describe.each(Object.entries(modules))('%s', (_, { words }) => {
  const [zh, en] = [flat(words.zh), flat(words.en)]
  test('every word exists in both languages', () => {
    expect(keys(zh)).toEqual(keys(en))
  })
  test('no word is empty', () => {
    expect([...zh, ...en].filter(([, value]) => value.trim() === '')).toEqual([])
  })
  test('both languages fill in the same values', () => {
    // The last form of a plural stands for all: "1" may be written out.
    const other = new Map(en)
    const differing = [...new Map(zh)].filter(
      ([key, text]) => String(slots(text)) !== String(slots(other.get(key) ?? ''))
    )
    expect(differing.map(([key]) => key)).toEqual([])
  })
  test('Chinese uses full-width punctuation after Chinese, and none of the words to avoid', () => {
    expect(
      zh.filter(([, text]) => /\p{Script=Han}[,;!?]/u.test(text) || /请|成功|您确定/.test(text)).map(([key]) => key)
    ).toEqual([])
  })
})
