/** A time as people type it, `22`, `2200`, `22:00`, `22：00`; null if it is none. */
export function readClock(text: string): string | null {
  const digits = text.trim().replace('：', ':')
  const [, h = '', m = '00'] = /^(\d{1,2})(?::?(\d{2}))?$/.exec(digits) ?? []
  if (!h || Number(h) > 23 || Number(m) > 59) return null
  return `${h.padStart(2, '0')}:${m}`
}
