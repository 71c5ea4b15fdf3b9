import type { Database } from './database.ts'

/** Steps on a database, one after the other. */
export class Lane {
  #queue: Promise<unknown> = Promise.resolve()
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
        await db.open().catch(() => {})
      }
      throw error
    }
  }
}
