import { makeAccounts, makePersons } from './accounts.ts'
import { makeCalendar } from './calendar.ts'
import { makeDictionary } from './dictionary.ts'
import { makeStaff } from './people.ts'
import { Random } from './random.ts'
import { day, midnight, weekday, type DemoRecord, type DemoUser } from './record.ts'
import { makeInteractions, makeVisits } from './visits.ts'

const seed = 20260914

export interface Demo {
  readonly users: readonly DemoUser[]
  /** In an order in which each record's references exist before it. */
  readonly records: readonly DemoRecord[]
}

/**
 * The demo company Qilan Fluid Sealing. Always the same but for its dates: they are moved by whole weeks so that the
 * reference week is the week of `now`. `frozen` (2026-09-14 is the Monday of DOMAIN §9.1) puts the reference week there instead.
 */
export function generateDemo(now: number, frozen?: string): Demo {
  const random = new Random(seed)
  const today = frozen ? midnight(frozen) + 8 * 3_600_000 : now
  const thisMonday = startOfWeek(today)
  const founded = thisMonday - 1_200 * day
  const staff = makeStaff(random, founded)
  const { accounts, records: accountRecords } = makeAccounts(random, staff, thisMonday)
  const persons = makePersons(random, staff, accounts, thisMonday)
  const reference = [...makeCalendar(random, founded), ...makeDictionary(random, founded)]
  const visits = makeVisits(random, staff, accounts, thisMonday, today)
  const interactions = makeInteractions(random, staff, accounts, today, 3_000)
  return {
    users: staff.users,
    records: [...staff.records, ...reference, ...accountRecords, ...persons, ...visits, ...interactions]
  }
}

function startOfWeek(ms: number): number {
  const offset = 8 * 3_600_000
  const start = Math.floor((ms + offset) / day) * day - offset
  return start - weekday(start) * day
}
