import { errors, isErrorCode } from '@fieldfile/protocol'
import { useCallback } from 'react'
import { undo, write, WriteError, type Change, type Saved } from '../../client/index.ts'
import { useLocale, useToasts, type Locale } from '../../ui/index.ts'

/** What an error means and what to do. */
export function explain(code: string, locale: Locale): string {
  const entry = errors[isErrorCode(code) ? code : 'STORAGE_FAILED']
  return locale === 'en' ? entry.en : entry.zh
}

export type Written = { saved: Saved } | { refusal: string; field?: string }
export type Write = (changes: readonly Change[], text: string) => Promise<Written>

/** Saves here at once and says so with a way back; a refusal comes back in words, so that what was typed can stay. */
export function useWriter(): Write {
  const locale = useLocale()
  const show = useToasts((state) => state.show)
  return useCallback(
    async (changes, text) => {
      try {
        const saved = await write(changes)
        show({ text, undo: () => void undo(saved.group).catch(() => {}) })
        return { saved }
      } catch (error) {
        const code = error instanceof WriteError ? error.code : 'STORAGE_FAILED'
        return { refusal: explain(code, locale), field: error instanceof WriteError ? error.field : undefined }
      }
    },
    [locale, show]
  )
}
