import { formatDuration, type Locale } from '../../ui/index.ts'

/** The minutes of the day a column shows. */
export interface Range {
  from: number
  to: number
}
/** How far down a column a minute lies, in percent. */
export const share = (minutes: number, { from, to }: Range): number => ((minutes - from) / (to - from)) * 100

export const blockStyle = (start: number, duration: number, range: Range) => {
  const end = Math.min(start + duration, range.to)
  return { top: `${share(start, range)}%`, height: `${share(end, range) - share(start, range)}%` }
}

/** `6.3 h`, `6.3 小时`: hours with one decimal, for adding up by eye. */
export const formatHours = (minutes: number, locale: Locale): string =>
  minutes < 60 && minutes > 0
    ? formatDuration(minutes, locale)
    : `${(minutes / 60).toFixed(1)} ${locale === 'en' ? 'h' : '小时'}`
