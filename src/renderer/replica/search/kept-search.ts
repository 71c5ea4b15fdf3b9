import type { Store } from '../store.ts'
import type { SearchIndex } from './search-index.ts'

/** Says that a query has to be asked again when the search is there. */
export const searchKey = 'search'
/** Texts made since the last time: below this it is not worth writing them all. */
const worthKeeping = 500

/** Lets the search outlive a start: what was prepared once is read instead of prepared anew. */
export class KeptSearch {
  /** A search before that is asked again a moment later, and then finds what was kept. */
  isRecalled = false
  #isKeeping = false
  readonly #index: SearchIndex
  readonly #store: Store

  constructor(index: SearchIndex, store: Store) {
    this.#index = index
    this.#store = store
  }

  /** Once the records are in memory. `onRecalled` is called whatever the disk says. */
  async begin(onRecalled: () => void): Promise<void> {
    const parts = (await this.#store.loadSearch?.().catch(() => [])) ?? []
    for (const part of parts) this.#index.recall(part)
    this.isRecalled = true
    onRecalled()
    await this.#index.warm(() => new Promise((resume) => setTimeout(resume, 5)))
  }

  /** When nobody waits. Failing is no harm. */
  async keep(): Promise<void> {
    if (this.#isKeeping || !this.#store.saveSearch || this.#index.fresh() < worthKeeping) return
    this.#isKeeping = true
    await this.#store.saveSearch(this.#index.keep()).catch(() => {})
    this.#isKeeping = false
  }
}
