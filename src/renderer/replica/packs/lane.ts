import type { Database } from './database.ts'

/** Steps on a database, one after the other. */
export class Lane {
  #queue: Promise<unknown> = Promise.resolve()
  #isClosed = false
  readonly #databases: ReadonlySet<Database>

  constructor(...databases: Database[]) {
    this.#databases = new Set(databases)
  }

  alone<T>(step: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(() => this.#reopening(step))
    this.#queue = result.catch(() => {})
    return result
  }
  /** After a full disk Chromium's connection stays dead until it is opened anew (SECURITY, "Facts measured"). */
  async #reopening<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await step()
    } catch (error) {
      for (const db of this.#databases) {
        db.close()
        if (!this.#isClosed) await db.open().catch(() => {})
      }
      throw error
    }
  }
  /** Upkeep that is still under way fails from now on, and does not open the databases again. */
  close(): void {
    this.#isClosed = true
    for (const db of this.#databases) db.close()
  }
}
