import { errors, isErrorCode } from '@fieldfile/protocol'
import { useCallback } from 'react'
import type { Locale } from '../format.ts'
import { useToasts } from '../toasts.ts'
import { useLocale } from '../words.ts'

/** The two calls of the client it needs. */
export interface WriteClient<C> {
  write(changes: readonly C[]): Promise<{ group: string; ids: string[] }>
  undo(group: string): Promise<unknown>
}

type Written = { ids: string[] } | { refusal: string; field?: string }
export type Write<C> = (changes: readonly C[], text: string) => Promise<Written>

/** What an error means and what to do. */
export function explain(code: string, locale: Locale): string {
  const entry = errors[isErrorCode(code) ? code : 'STORAGE_FAILED']
  return locale === 'en' ? entry.en : entry.zh
}

/** The code an error carries; whatever else fails, fails to save. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'STORAGE_FAILED'

/** Saves here at once and says so with a way back; a refusal comes back in words, so that what was typed can stay. */
export function useWriter<C>({ write, undo }: WriteClient<C>): Write<C> {
  const locale = useLocale()
  const show = useToasts((state) => state.show)
  return useCallback(
    async (changes, text) => {
      try {
        const { ids, group } = await write(changes)
        show({ text, undo: () => void undo(group).catch(() => {}) })
        return { ids }
      } catch (error) {
        const field = error instanceof Error && 'field' in error ? error.field : undefined
        return { refusal: explain(codeOf(error), locale), field: typeof field === 'string' ? field : undefined }
      }
    },
    [write, undo, locale, show]
  )
}
