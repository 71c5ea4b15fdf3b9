import { formatDate, wallClock, type Locale } from '../../ui/index.ts'
import { seedPositions } from './completeness-facts.ts'
import { daysLate, daysSince } from './days.ts'
import type { AccountFile, PersonCard } from './file-query.ts'
import { codeLabel } from '@fieldfile/domain/identity/labels'

type FlagGoal = 'tasks' | 'people' | 'visit' | 'sites'

/** What is wrong with a customer. Words come with their values, so that this stays a pure decision. */
export interface AccountFlag {
  key: string
  tone: 'danger' | 'warn'
  topic: 'topicTask' | 'topicCredit' | 'topicPerson' | 'topicQuiet' | 'topicVisit' | 'topicGate'
  text:
    | 'taskLate'
    | 'taskLateMore'
    | 'creditHold'
    | 'personLeft'
    | 'quietUntil'
    | 'notVisited'
    | 'neverVisited'
    | 'exZone'
  values: Record<string, string | number>
  goal?: FlagGoal
  /** Who has to be followed, for the goal `people`. */
  person?: PersonCard
}

/** A customer nobody saw for a quarter, with no visit ahead. */
export const farDays = 90

/** Worst first; the header shows the first three. */
export function flagsOf(file: AccountFile, locale: Locale): AccountFlag[] {
  const { now, account, me } = file
  const today = wallClock(now, me.zone).date
  const flags: AccountFlag[] = []

  for (const person of file.people) {
    const key = seedPositions.some((position) => position === person.position)
    const followed =
      person.successorId || file.people.some((p) => p.status === 'active' && p.position === person.position)
    if (!key || person.status === 'active' || person.status === null || followed) continue
    const post = codeLabel('person', 'position', person.position, locale) ?? ''
    const values = { post, name: person.name }
    flags.push({
      key: `left-${person.id}`,
      tone: 'danger',
      topic: 'topicPerson',
      text: 'personLeft',
      values,
      goal: 'people',
      person
    })
  }

  const late = file.tasks.filter((task) => daysLate(task.due, now, me.zone) > 0)
  const worst = late[0]
  if (worst) {
    const values = { title: worst.title, n: daysLate(worst.due, now, me.zone), more: late.length - 1 }
    const text = late.length > 1 ? 'taskLateMore' : 'taskLate'
    flags.push({ key: 'late', tone: 'danger', topic: 'topicTask', text, values, goal: 'tasks' })
  }
  if (file.credit?.body['creditHold'] === true)
    flags.push({ key: 'hold', tone: 'danger', topic: 'topicCredit', text: 'creditHold', values: {} })

  const quiet = account.body['doNotContactUntil']
  if (typeof quiet === 'string' && quiet > today) {
    const values = { date: formatDate(quiet, locale, { today }) }
    flags.push({ key: 'quiet', tone: 'warn', topic: 'topicQuiet', text: 'quietUntil', values })
  }
  for (const site of file.sites.filter(({ body }) => body['deviceBannedZone'] === 'whole')) {
    const name = String(site.body['name'] ?? '')
    flags.push({
      key: `ex-${site.id}`,
      tone: 'warn',
      topic: 'topicGate',
      text: 'exZone',
      values: { site: name },
      goal: 'sites'
    })
    break
  }
  const over = ['lost', 'retired'].includes(String(account.body['lifecycleStatus']))
  if (!file.nextVisit && !over) {
    const days = file.lastVisit ? daysSince(file.lastVisit, now, me.zone) : null
    if (days === null)
      flags.push({ key: 'never', tone: 'warn', topic: 'topicVisit', text: 'neverVisited', values: {}, goal: 'visit' })
    else if (days > farDays)
      flags.push({
        key: 'far',
        tone: 'warn',
        topic: 'topicVisit',
        text: 'notVisited',
        values: { n: days },
        goal: 'visit'
      })
  }
  return flags
}
