import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lookup } from '../../client/index.ts'
import { useLocale } from '../../ui/index.ts'
import { codeOf, explain } from '../../ui/record/index.ts'

const typingPauseMs = 400

/** Looks customers up that this device does not hold: on request, or by itself for those who hold none. */
export function useServerSearch(text: string, automatic: boolean): { told: string | null; ask: () => void } {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const [answer, setAnswer] = useState<{ q: string; told: string } | null>(null)
  const q = text.trim()

  const ask = useCallback(async () => {
    setAnswer({ q, told: t('asking') })
    let told: string
    try {
      const { found } = await lookup({ type: 'account', q })
      told = found.length > 0 ? t('asked', { n: found.length }) : t('askedNone')
    } catch (error) {
      told = explain(codeOf(error), locale)
    }
    // What was typed meanwhile is another question.
    setAnswer((current) => (current?.q === q ? { q, told } : current))
  }, [q, t, locale])

  useEffect(() => {
    if (!automatic || q === '') return
    const timer = setTimeout(() => void ask(), typingPauseMs)
    return () => clearTimeout(timer)
  }, [q, automatic, ask])
  return { told: answer?.q === q ? answer.told : null, ask: () => void ask() }
}
