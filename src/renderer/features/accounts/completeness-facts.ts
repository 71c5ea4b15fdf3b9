import { completeness, type WantedFact } from '@fieldfile/domain/identity/completeness'
import { metaOf, parseHlc } from '@fieldfile/protocol'
import type { Account, Person } from '@fieldfile/protocol/entities/index'
import type { Rec } from '../../replica/read.ts'

/** The six posts the seed asks for (S-46…51), in the order a buyer is looked for. */
export const seedPositions = [
  'purchasingManager',
  'cfo',
  'salesManager',
  'distributionManager',
  'generalManager',
  'chairman'
] as const

export interface CompletenessView {
  /** 0…1. */
  score: number | null
  /** Field names of the account, or `post:<position>`. */
  worthMost: { key: string; gain: number; why: 'missing' | 'stale' }[]
}

const year = 365
/** What is wanted of a customer: weight, and the days a value stays good (C-33: a telephone number a year). */
const wanted: Readonly<Record<string, readonly [weight: number, shelfLifeDays: number | null]>> = {
  name: [3, null],
  uscc: [2, null],
  address: [2, 3 * year],
  city: [1, null],
  phones: [3, year],
  customerNature: [2, 3 * year],
  industryCode: [1, null],
  employeeCount: [1, 2 * year],
  annualRevenue: [2, year],
  salesForceCount: [1, 2 * year],
  distributionDailyCapacity: [1, 2 * year],
  businessGoals: [2, year],
  strategicDirection: [1, 2 * year],
  relationshipStage: [1, year],
  ownerUserId: [2, null],
  preferredChannels: [1, 2 * year]
}
const postWeight = 2
const postShelfLife = year
/** Field → days a value stays good, for the grey line. */
export const shelfLife: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(wanted).flatMap(([field, [, days]]) => (days === null ? [] : [[field, days]]))
)

const dayMs = 86_400_000
const isFilled = (value: unknown) => value != null && value !== '' && !(Array.isArray(value) && value.length === 0)

/** C-33 for the customer file. */
export function accountCompleteness(
  account: Pick<Rec<Account>, 'body' | 'meta'>,
  people: readonly Pick<Rec<Person>, 'body' | 'meta'>[],
  now: number
): CompletenessView {
  const age = (rec: Pick<Rec, 'meta'>, field: string) => {
    const meta = metaOf(rec, field)
    return meta ? Math.max(0, (now - parseHlc(meta.hlc).ms) / dayMs) : null
  }
  const body: Readonly<Record<string, unknown>> = account.body
  const fields: WantedFact[] = Object.entries(wanted).map(([key, [weight, shelfLifeDays]]) => ({
    key,
    weight,
    shelfLifeDays,
    filled: isFilled(body[key]),
    ageDays: age(account, key)
  }))
  const posts: WantedFact[] = seedPositions.map((position) => {
    const holder = people.find((person) => person.body.position === position && person.body.status === 'active')
    return {
      key: `post:${position}`,
      weight: postWeight,
      shelfLifeDays: postShelfLife,
      filled: holder !== undefined,
      ageDays: holder ? age(holder, 'mobiles') : null
    }
  })
  return completeness([...fields, ...posts])
}
