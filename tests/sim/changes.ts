import type { Change } from '../../src/renderer/replica/messages.ts'
import type { SimDevice } from './device.ts'
import type { Edit } from './steps.ts'
import { places, users, type World } from './world.ts'

/** A record of one of these types, counted round. */
export const find = (world: World, n: number, types: readonly string[]): { type: string; id: string } | undefined => {
  const fit = world.known.filter(({ type }) => types.includes(type))
  return fit[n % Math.max(1, fit.length)]
}
const registers: Readonly<Record<string, readonly string[]>> = {
  account: ['name', 'city'],
  site: ['name', 'name'],
  task: ['title', 'title'],
  visit: ['objective', 'objective'],
  person: ['name', 'name'],
  'person:private': ['birthday', 'birthday'],
  posting: ['title', 'title']
}
const sets: Readonly<Record<string, string>> = {
  account: 'phones',
  site: 'tags',
  task: 'tags',
  person: 'tags',
  'person:private': 'hobbies'
}
const taskEvents = ['start', 'wait', 'resume', 'complete', 'cancel', 'reopen', 'remind', 'complete']
const visitEvents = ['move', 'confirm', 'cancel', 'checkIn', 'checkOut', 'replan', 'voidFact', 'move']
export const placeOf = (n: number): string => Object.values(places)[n]!
export const ownerOf = (n: number): string | null => users[n]?.id ?? null

/** A value nobody has written before, so that one who finds it knows where it comes from. */
export const fresh = (world: World): string => `v${++world.words}`
const facet = (n: number, type: string): string => (type === 'person' && n % 2 === 1 ? 'person:private' : type)

/** What a person asks for, from what they see on this device. */
export function changeOf(world: World, device: SimDevice, e: Edit): Change | null {
  const view = (type: string, id: string) => device.memory.get(type, id)?.body as Record<string, unknown> | undefined
  switch (e.is) {
    case 'edit': {
      const about = find(world, e.rec, Object.keys(registers))
      if (!about) return null
      const type = facet(e.field, about.type)
      const field = registers[type]![e.field]!
      const day = String(1 + (++world.words % 28)).padStart(2, '0')
      const value = field === 'birthday' ? `${1900 + (world.words % 1000)}-06-${day}` : fresh(world)
      return { type, id: about.id, kind: 'edit', values: { [field]: value } }
    }
    case 'set': {
      const about = find(world, e.rec, Object.keys(sets))
      if (!about) return null
      const type = facet(e.add, about.type)
      const field = sets[type]!
      const now = new Set((view(type, about.id)?.[field] as string[] | null | undefined) ?? [])
      now.delete(`e${e.remove}`)
      if (e.add !== e.remove) now.add(`e${e.add}`)
      return { type, id: about.id, kind: 'edit', values: { [field]: [...now] } }
    }
    case 'text': {
      const about = find(world, e.rec, ['account'])
      if (!about) return null
      const lines = String(view('account', about.id)?.['businessGoals'] ?? '').split('\n')
      if (e.cut) lines.splice(world.words % lines.length, 1)
      lines.splice(world.words % (lines.length + 1), 0, `line t${++world.words}`)
      const businessGoals = lines.filter((line) => line !== '').join('\n')
      return { type: 'account', id: about.id, kind: 'edit', values: { businessGoals } }
    }
    case 'row': {
      const about = find(world, e.rec, ['account', 'task'])
      if (!about) return null
      const append: Record<string, Record<string, unknown>[]> =
        about.type === 'account'
          ? { goalItems: [{ year: 2026, metric: fresh(world) }] }
          : { checklist: [{ item: fresh(world) }] }
      return { ...about, kind: 'edit', append }
    }
    case 'event': {
      const about = find(world, e.rec, ['task', 'visit'])
      if (!about) return null
      const event = (about.type === 'task' ? taskEvents : visitEvents)[e.event]!
      const plannedStart = { at: new Date(world.now).toISOString(), zone: 'UTC' }
      const args = event === 'move' || event === 'replan' ? { plannedStart, durationMin: 30 } : undefined
      return { ...about, kind: 'edit', step: { event, reason: 'because', args } }
    }
    case 'create':
      return creation(world, device, e.under, e.what)
    case 'delete': {
      const about = find(world, e.rec, ['account', 'site', 'task', 'posting', 'visit'])
      return about ? { ...about, kind: 'delete' } : null
    }
    case 'place': {
      const about = find(world, e.rec, ['account', 'site', 'visit', 'posting'])
      const target = find(world, e.place, ['account'])
      if (!about || !target) return null
      const values =
        about.type === 'account'
          ? { territoryId: placeOf(e.place), ownerUserId: ownerOf(e.owner) }
          : { accountId: target.id }
      return { ...about, kind: 'edit', values }
    }
  }
}

function creation(world: World, device: SimDevice, under: number, what: number): Change | null {
  const { user } = device.options
  const accountId = find(world, under, ['account'])?.id
  const at = { at: new Date(world.now).toISOString(), zone: 'UTC' }
  const id = world.newId()
  const make = (type: string, values: Record<string, unknown>, step?: Change['step']): Change => ({
    type,
    id,
    kind: 'create',
    values,
    ...(step ? { step } : {})
  })
  switch (what) {
    case 0:
      return make('site', { accountId, name: fresh(world) })
    case 1:
      return make('task', { accountId, title: fresh(world), assigneeUserId: ownerOf(under % 3) }, { event: 'open' })
    case 2:
      return make('interaction', { accountId, at, channel: 'callOut', subject: fresh(world) })
    case 3:
      return make('person', { accountId, name: fresh(world), position: 'other' }, { event: 'register' })
    case 4: {
      const person = find(world, under, ['person'])
      return make('posting', { accountId, personId: person?.id, position: 'other', title: fresh(world) })
    }
    default: {
      const territoryId = placeOf(1 + (under % 2))
      const values = { name: fresh(world), territoryId, ownerUserId: user }
      return make('account', values, { event: 'register', args: { to: 'prospect' } })
    }
  }
}
