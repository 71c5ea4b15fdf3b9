import type { Locale } from './format.ts'

/** Picks the sample text of a language. */
export const sample =
  (locale: Locale) =>
  (zh: string, en: string): string =>
    locale === 'en' ? en : zh
export type Sample = ReturnType<typeof sample>
