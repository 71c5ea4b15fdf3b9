import { createHash, randomUUID } from 'node:crypto'
import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { FieldfileError } from '@fieldfile/protocol/errors'
import type { Session } from '@fieldfile/protocol/ipc'
import { syncFolder } from '../store/disk.ts'
import { messageOf, type Log } from '../store/log.ts'
import { noteDatabase, readCard, type Doomed } from './card.ts'
import { keyFileName, type Place } from './place.ts'

export type Who = Pick<Session, 'server' | 'tenant' | 'device' | 'home'> & { user: { id: string } }

export interface PlacesDeps {
  /** Holds a folder for each person and device. */
  root: string
  current: () => Promise<Who | null>
  open: (folder: string) => Place
  /** Where databases go whose key was destroyed. */
  doomed: Doomed
  now: () => number
  log: Log
}

export interface Places {
  /** The place of who is signed in; what follows is about it. Throws TOKEN_INVALID where nobody is. */
  choose(): Promise<Place>
  /**
   * The place chosen last, also when its session has ended meanwhile: what is on its way must still be kept, and must
   * not land with whoever signs in next.
   */
  chosen(): Place
  peek(): Place | null
  /** Puts the chosen place aside as it is, and begins an empty one. */
  setAside(): Promise<Place>
  /** Destroys all that is kept of a person on this device, the wrapped key first. */
  destroy(who: Who | null): Promise<void>
  /** The same where only the device is known. */
  destroyDevice(home: string): Promise<void>
  /** The chosen place has its rows in this database. */
  noteDatabase(database: string): Promise<void>
  /** Goes on with destroying what an earlier run began. */
  sweep(): Promise<void>
}

const gone = '.gone'

export function createPlaces({ root, current, open, doomed, now, log }: PlacesDeps): Places {
  let at: { name: string; home: string; place: Place } | null = null

  async function leave(): Promise<void> {
    const left = at
    at = null
    await left?.place.close()
  }
  function goTo(name: string, home: string): Place {
    const place = open(join(root, name))
    at = { name, home, place }
    return place
  }

  async function chooseNow(): Promise<Place> {
    const who = await current()
    if (!who) throw new FieldfileError('TOKEN_INVALID')
    const name = placeName(who)
    if (at?.name === name) return at.place
    await leave()
    return goTo(name, who.home ?? who.device)
  }
  let last: Promise<unknown> = Promise.resolve()
  const inOrder = <T>(act: () => Promise<T>): Promise<T> => {
    const next = last.then(act)
    last = next.catch(() => undefined)
    return next
  }
  const names = (): Promise<string[]> => readdir(root).catch(() => [])

  async function destroyPlace(name: string): Promise<void> {
    if (at?.name === name) await leave()
    for (const entry of await names()) {
      if (entry === name || entry.startsWith(`${name}.`)) await destroyFolder(root, entry, doomed)
    }
    log('vault.destroyed')
  }

  return {
    choose: () => inOrder(chooseNow),
    chosen() {
      if (!at) throw new FieldfileError('TOKEN_INVALID')
      return at.place
    },
    peek: () => at?.place ?? null,

    setAside: () =>
      inOrder(async () => {
        if (!at) throw new FieldfileError('TOKEN_INVALID')
        const { name, home } = at
        await leave()
        const aside = `${name}.aside-${now()}`
        await rename(join(root, name), join(root, aside))
        await syncFolder(root)
        log('vault.set-aside')
        return goTo(name, home)
      }),

    destroy: (who) =>
      inOrder(async () => {
        const name = who ? placeName(who) : at?.name
        if (!name) return
        await destroyPlace(name)
      }),
    destroyDevice: (home) =>
      inOrder(async () => {
        for (const name of await names())
          if (!name.includes('.') && (await readCard(join(root, name)))?.home === home) await destroyPlace(name)
      }),
    noteDatabase: (database) =>
      inOrder(async () => {
        if (at) await noteDatabase(join(root, at.name), at.home, database)
      }),

    sweep: () =>
      inOrder(async () => {
        for (const name of await names()) if (name.endsWith(gone)) await destroyFolder(root, name, doomed)
      }).catch((error) => log('vault.not-swept', { cause: messageOf(error) }))
  }
}

/** Says nothing of who it is, and differs by more than case. */
function placeName({ server, tenant, user, device, home = device }: Who): string {
  const who = [server, tenant, user.id, home].join('\n')
  return createHash('sha256').update(who).digest('hex').slice(0, 32)
}

/**
 * Renamed first, so that a program that ends half-way goes on at its next start and never restores the key from its copy
 * in the journal. Then the key, its copies, and all the rest.
 */
async function destroyFolder(root: string, name: string, doomed: Doomed): Promise<void> {
  const marked = name.endsWith(gone) ? name : `${name}.${randomUUID()}${gone}`
  const isMarked = await rename(join(root, name), join(root, marked)).then(
    () => true,
    () => false // Windows keeps a folder's name while someone looks into it
  )
  const folder = join(root, isMarked ? marked : name)
  for (const first of [keyFileName, 'journal', 'backups'])
    await rm(join(folder, first), { recursive: true, force: true })
  await syncFolder(folder)
  await doomed.add((await readCard(folder))?.databases ?? [])
  await rm(folder, { recursive: true, force: true })
  await syncFolder(root)
}
