const dayMs = 86_400_000
const dayNumber = (isoDate: string): number => Date.parse(`${isoDate}T00:00:00Z`) / dayMs

export interface NextBirthday {
  /** ISO date. */
  date: string
  /** 0: today. */
  inDays: number
  /** The age reached, where the year is known. */
  age: number | null
}

/** The next solar birthday; 29 February is kept on the 28th in other years (C-34). `birthday` is a partial date. */
export function nextBirthday(birthday: string, today: string): NextBirthday | null {
  const found = /^(\d{4}|-)-(\d{2})-(\d{2})$/.exec(birthday)
  if (!found) return null
  const [, year, month, day] = found
  const inYear = (y: number) => {
    const leap = new Date(Date.UTC(y, 1, 29)).getUTCMonth() === 1
    return `${y}-${month}-${month === '02' && day === '29' && !leap ? '28' : day}`
  }
  const thisYear = Number(today.slice(0, 4))
  const date = inYear(thisYear) >= today ? inYear(thisYear) : inYear(thisYear + 1)
  return {
    date,
    inDays: dayNumber(date) - dayNumber(today),
    age: year === '-' ? null : Number(date.slice(0, 4)) - Number(year)
  }
}
