/** A demo record: values by field name, turned into a create op by the loader. */
export interface DemoRecord {
  readonly type: string
  readonly id: string
  readonly body: Record<string, unknown>
  /** When it was entered, epoch milliseconds. */
  readonly at: number
}

export interface DemoUser {
  readonly id: string
  readonly login: string
  readonly password: string
  readonly name: string
  readonly nameEn: string
  readonly roles: readonly string[]
  readonly territoryIds: readonly string[]
}

/** China has one zone and no summer time: UTC+8 all year. */
export const zone = 'Asia/Shanghai'
const offset = 8 * 3_600_000
export const day = 86_400_000
/** A wall time in China as an instant value. `time` is minutes after midnight. */
export const wall = (dayStart: number, time = 0): { at: string; zone: string } => ({
  at: new Date(dayStart + time * 60_000).toISOString(),
  zone
})
/** Midnight in China of a date `YYYY-MM-DD`, epoch milliseconds. */
export const midnight = (date: string): number => Date.parse(`${date}T00:00:00Z`) - offset
export const dateOf = (ms: number): string => new Date(ms + offset).toISOString().slice(0, 10)
/** 0 = Monday. */
export const weekday = (ms: number): number => (new Date(ms + offset).getUTCDay() + 6) % 7
