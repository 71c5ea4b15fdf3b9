import { wallTimeOf } from '@fieldfile/domain/reminders/wall-time'
import { maybeMissed, spanOf } from '@fieldfile/domain/visits/plan'
import { hoursOn } from '@fieldfile/domain/visits/week'
import type { Geo, Role } from '@fieldfile/protocol'
import type { Account, Person, Site, User, Visit } from '@fieldfile/protocol/entities/index'
import type { ReadDb, Rec } from '../../replica/read.ts'

export type Name = (type: string, id: string | null | undefined) => string | null

export interface Me {
  id: string
  name: string
  roles: readonly Role[]
  zone: string
}
export interface Choice {
  value: string
  label: string
  hint?: string
}

/** Someone to meet. */
export interface Host {
  id: string
  name: string
  position: string | null
  title: string | null
  phone: string | null
  /** Left or moved: to be met no more. */
  gone: boolean
}

/** What is needed to get in. */
export interface Access {
  siteName: string
  city: string | null
  address: string | null
  gate: string | null
  gateHours: string | null
  /** Visiting hours of the day asked for. */
  hours: { from: string; to: string }[]
  preRegHours: number | null
  idRequired: readonly string[]
  ppe: readonly string[]
  hostRequired: boolean
  inductionRequired: boolean
  gateMinutes: number | null
  vehicleRule: string | null
  cameraBanned: boolean
  devices: string | null
  network: string | null
  parking: string | null
  closed: string | null
}

export interface VisitRow {
  id: string
  accountId: string
  account: string
  abcClass: string | null
  site: string | null
  city: string | null
  ownerId: string | null
  owner: string | null
  state: string
  /** Planned, or for an unannounced visit when it began; UTC. */
  start: string | null
  end: string | null
  durationMin: number
  planned: boolean
  objective: string | null
  preReg: string | null
  maybeMissed: boolean
  checkInAt: string | null
  checkOutAt: string | null
  unsent: boolean
}

export const me = ({ user: { id, name, roles, zone } }: ReadDb): Me => ({ id, name, roles, zone })

export function visitRow(db: ReadDb, { id, body }: Rec<Visit>, name: Name, now: number): VisitRow {
  const span = spanOf({ id, ...body })
  const site = body.siteId ? db.get<Site>('site', body.siteId) : undefined
  const start = body.plannedStart?.at ?? body.checkInAt?.at ?? null
  const durationMin = body.durationMin ?? (span ? Math.round((span.to - span.from) / 60_000) : 60)
  return {
    id,
    accountId: body.accountId ?? '',
    account: name('account', body.accountId) ?? '—',
    abcClass: db.get<Account>('account', body.accountId ?? '')?.body.abcClass ?? null,
    site: name('site', body.siteId),
    city: site?.body.city ?? null,
    ownerId: body.ownerUserId ?? null,
    owner: name('user', body.ownerUserId),
    state: body.state ?? 'planned',
    start,
    end: start ? new Date(Date.parse(start) + durationMin * 60_000).toISOString() : null,
    durationMin,
    planned: Boolean(body.plannedStart),
    objective: body.objective ?? null,
    preReg: body.preRegStatus ?? null,
    maybeMissed: maybeMissed({ id, ...body }, now),
    checkInAt: body.checkInAt?.at ?? null,
    checkOutAt: body.checkOutAt?.at ?? null,
    unsent: db.state('visit', id).unsent.length > 0
  }
}

/** Where a visit goes: the visitors' gate, else the site. */
export function positionOf(db: ReadDb, siteId: string | null | undefined): Geo | null {
  const site = siteId ? db.get<Site>('site', siteId)?.body : undefined
  const gates = site?.gates ?? []
  const gate = gates.find((g) => g.use === 'visitor' && g.position) ?? gates.find((g) => g.position)
  return gate?.position ?? site?.position ?? null
}

/** Every gate, for the distance at check-in; without one the site itself. */
export function gatesOf(db: ReadDb, siteId: string | null | undefined): Geo[] {
  const site = siteId ? db.get<Site>('site', siteId)?.body : undefined
  const gates = (site?.gates ?? []).flatMap((gate) => gate.position ?? [])
  return gates.length > 0 ? gates : site?.position ? [site.position] : []
}

export function accessOf(db: ReadDb, siteId: string | null | undefined, name: Name, date: string): Access | null {
  const site = siteId ? db.get<Site>('site', siteId)?.body : undefined
  if (!site) return null
  const gates = site.gates ?? []
  const gate = gates.find((g) => g.use === 'visitor') ?? gates[0]
  return {
    siteName: name('site', siteId) ?? '—',
    city: site.city ?? null,
    address: site.address ?? null,
    gate: gate?.gateName ?? null,
    gateHours: gate?.hours ?? null,
    hours: hoursOn(site.visitingHours, date),
    preRegHours: site.preRegHours ?? null,
    idRequired: site.idRequired ?? [],
    ppe: site.ppe ?? [],
    hostRequired: site.hostRequired === true,
    inductionRequired: site.inductionRequired === true,
    gateMinutes: site.gateMinutes ?? null,
    vehicleRule: site.vehicleRule ?? null,
    cameraBanned: site.cameraBanned === true,
    devices: site.deviceBannedZone === 'none' ? null : (site.deviceBannedZone ?? null),
    network: site.networkQuality ?? null,
    parking: site.parkingNote ?? null,
    closed: (site.closedPeriods ?? []).find((p) => (p.from ?? '9') <= date && date <= (p.to ?? ''))?.reason ?? null
  }
}

export function hostOf(db: ReadDb, id: string, name: Name): Host {
  const person = db.get<Person>('person', id)?.body
  return {
    id,
    name: name('person', id) ?? '—',
    position: person?.position ?? null,
    title: person?.title ?? null,
    phone: person?.mobiles?.[0] ?? person?.workPhone ?? null,
    gone: person?.status !== undefined && person.status !== 'active'
  }
}

export const dateIn = (instant: string, zone: string): string => wallTimeOf(Date.parse(instant), zone).date

const called = new Set(['cancelled', 'missed'])
/** Takes place, took place, or should have: what a day or a week shows. */
export const isShown = (state: string | null | undefined): boolean => !called.has(state ?? '')
export const isAhead = (state: string | null | undefined): boolean => state === 'planned' || state === 'confirmed'
export const isOpenTask = (status: string | null | undefined): boolean =>
  status === 'open' || status === 'inProgress' || status === 'waiting'

/** The visits of one person, as visitor or guest; of everybody without one. */
export function visitsOf(db: ReadDb, userId: string | null): Rec<Visit>[] {
  if (!userId) return db.all<Visit>('visit')
  const own = db.where<Visit>('visit', 'ownerUserId', userId)
  const guest = db.where<Visit>('visit', 'participantUserIds', userId)
  return [...new Map([...own, ...guest].map((visit) => [visit.id, visit])).values()]
}

export type Part = 'own' | 'prepare' | 'team'
/** Reps live their own day, desk users prepare somebody's, all others look at the team. */
export const partOf = ({ roles }: { roles: readonly Role[] }): Part =>
  roles.includes('REP') ? 'own' : roles.includes('DSK') ? 'prepare' : 'team'

/** Whose days a person may look at: those they prepare for; for others the reps they share a team or a territory with. */
export function peopleOf(db: ReadDb, name: Name): Choice[] {
  const mine = db.get<User>('user', db.user.id)?.body
  const part = partOf(db.user)
  const reps = db.where<User>('user', 'roles', 'REP').filter(({ body }) => body.active !== false)
  const prepares = new Set(mine?.preparesForUserIds ?? [])
  const near = (user: Rec<User>) =>
    (user.body.territoryIds ?? []).some((id) => within(db, id, db.user.territoryIds)) ||
    (user.body.teamIds ?? []).some((id) => (mine?.teamIds ?? []).includes(id))
  const shown =
    part === 'own'
      ? reps.filter(({ id }) => id === db.user.id)
      : part === 'prepare' && prepares.size > 0
        ? db.all<User>('user').filter(({ id }) => prepares.has(id))
        : reps.filter(near)
  return (shown.length > 0 || part === 'own' ? shown : reps)
    .map(({ id }) => ({ value: id, label: name('user', id) ?? '—' }))
    .toSorted((a, b) => a.label.localeCompare(b.label, 'zh-CN'))
}

/** Whether a territory lies in one of these, at any depth. */
function within(db: ReadDb, id: string, areas: readonly string[]): boolean {
  let current: string | null | undefined = id
  for (let depth = 0; current && depth < 20; depth++) {
    if (areas.includes(current)) return true
    current = db.get<{ parentId?: string | null }>('territory', current)?.body.parentId
  }
  return false
}
