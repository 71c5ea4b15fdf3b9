import { cardWords } from './words-card.ts'
import { plannerWords } from './words-planner.ts'
import { todayWords } from './words-today.ts'

export const words = {
  zh: { ...todayWords.zh, ...plannerWords.zh, ...cardWords.zh },
  en: { ...todayWords.en, ...plannerWords.en, ...cardWords.en }
} as const
