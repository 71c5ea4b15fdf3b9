import { typo, type Company } from '../../src/renderer/replica/search/search-sample.ts'

type Question = (company: Company, random: () => number) => string

/** Questions about one company, which has to be among the first 20 answers. */
export const exact: Readonly<Record<string, Question>> = {
  name: (c) => c.name,
  middle: (c) => c.name.slice(1, 7),
  english: (c) => c.nameEn,
  phone: (c) => c.phones[0]!.slice(1, 12),
  code: (c) => c.code,
  pinyin: (c) => c.pinyin,
  initials: (c) => c.initials
}
export const typos: Readonly<Record<string, Question>> = {
  typoEnglish: (c, random) => typo(c.nameEn, random),
  typoPinyin: (c, random) => typo(c.pinyin, random),
  typoChinese: (c, random) => typo(c.name, random)
}
/** Broad questions have no single target; they count for the time alone. */
export const broad: Readonly<Record<string, Question>> = {
  letter: (c) => c.pinyin[0]!,
  twoLetters: (c) => c.pinyin.slice(0, 2),
  character: (c) => c.name[2]!,
  nonsense: () => 'qqxzvw'
}
