import { changeLanguage, use as addTo } from 'i18next'
import { initReactI18next } from 'react-i18next'

export type Language = 'zh-CN' | 'en'
type Words = Readonly<Record<string, string>>
/** What a feature's words.ts exports. */
export interface WordsInBoth {
  readonly zh: Words
  readonly en: Words
}

/** Starts i18next with one namespace per feature. All words are bundled, so it is ready at once. */
export function startI18n(language: Language, words: Readonly<Record<string, WordsInBoth>>): void {
  const resources: Record<Language, Record<string, Words>> = { 'zh-CN': {}, en: {} }
  for (const [namespace, { zh, en }] of Object.entries(words)) {
    resources['zh-CN'][namespace] = zh
    resources.en[namespace] = en
  }
  void addTo(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    supportedLngs: ['zh-CN', 'en'],
    load: 'currentOnly',
    resources,
    ns: Object.keys(words),
    defaultNS: 'app',
    initAsync: false,
    // React escapes.
    interpolation: { escapeValue: false },
    react: { useSuspense: false }
  })
}

export const setLanguage = (language: Language): void => void changeLanguage(language)
