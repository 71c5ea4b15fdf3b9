/** What a commit moved. `directory` says that users or territories changed, so that grants must be read again. */
export interface Moved {
  seq: number
  buckets: readonly string[]
  directory: boolean
}

/** Tells the parts of this process what was committed. Told after the commit, never inside it. */
export class MovedBus {
  readonly #hearers = new Set<(moved: Moved) => void>()

  /** The answer stops hearing. */
  hear(hearer: (moved: Moved) => void): () => void {
    this.#hearers.add(hearer)
    return () => this.#hearers.delete(hearer)
  }

  tell(moved: Moved): void {
    for (const hearer of this.#hearers) hearer(moved)
  }
}
