import { keyOf } from '../memory.ts'
import { byHome } from './changes.ts'
import type { Database } from './database.ts'
import type { Lane } from './lane.ts'
import { overlayRows, packsAtOnce, type Shelf } from './shelf.ts'

/** A pack is written anew for one row as for a hundred: below this the overlay stays. */
export const tidyFrom = 256

/**
 * What is done when nobody waits: the overlay goes into the packs, history is compressed. Made beside the lane, put in
 * it, and only if nothing it was made from has changed.
 */
export class Tidy {
  #isUnderWay = false
  readonly #db: Database
  readonly #shelf: Shelf
  readonly #lane: Lane
  readonly #isBusy: () => boolean

  constructor(db: Database, shelf: Shelf, lane: Lane, isBusy: () => boolean) {
    this.#db = db
    this.#shelf = shelf
    this.#lane = lane
    this.#isBusy = isBusy
  }

  /** One step. True: there is more to do. */
  async step(least: number): Promise<boolean> {
    const { size } = this.#shelf.overlay
    if (size >= least || (this.#isUnderWay && size > 0)) {
      this.#isUnderWay = true
      await this.#emptyOverlay()
      return true
    }
    this.#isUnderWay = false
    return this.#compress()
  }

  async #emptyOverlay(): Promise<void> {
    const { overlay } = this.#shelf
    const entries = [...overlay].slice(0, overlayRows)
    const homes = byHome(entries.map(([, { change }]) => change))
    const chosen = new Map([...homes].slice(0, packsAtOnce))
    const all = byHome([...overlay.values()].map(({ change }) => change))
    const used = new Map<string, number>()
    const made = await Promise.all(
      [...chosen].map(([name, { home }]) => {
        const { changes } = all.get(name)!
        for (const { type, id } of changes) used.set(keyOf(type, id), overlay.get(keyOf(type, id))!.n)
        return this.#shelf.merge(home, changes, home.part === 'history')
      })
    )
    // A row that moved is done with when the pack it left is written, too.
    const inside = entries
      .filter(([, { change }]) => change.homes.every((home) => chosen.has(`${home.part}/${home.name}`)))
      .map(([key]) => key)
    await this.#lane.alone(async () => {
      const isSame = [...used].every(([key, n]) => this.#shelf.overlay.get(key)?.n === n)
      if (!this.#isBusy() && isSame && this.#shelf.isCurrent(made)) await this.#shelf.put(made, inside)
    })
  }

  async #compress(): Promise<boolean> {
    const large = await this.#db.history.where('small').equals(0).limit(packsAtOnce).primaryKeys()
    const made = await Promise.all(large.map((k) => this.#shelf.again('history', k, true)))
    if (made.length > 0)
      await this.#lane.alone(async () => {
        if (this.#shelf.isCurrent(made)) await this.#shelf.put(made)
      })
    return made.length > 0
  }
}
