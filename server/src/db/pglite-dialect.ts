import type { PGlite } from '@electric-sql/pglite'
import {
  CompiledQuery,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult
} from 'kysely'

/** PGlite has one connection: whoever wants it waits for their turn. */
export class Turns {
  #tail: Promise<void> = Promise.resolve()

  /** Waits for the turn. The answer gives it back. */
  async take(): Promise<() => void> {
    const before = this.#tail
    const mine: { end?: () => void } = {}
    this.#tail = new Promise((resolve) => {
      mine.end = resolve
    })
    await before
    return () => mine.end?.()
  }
}

/** Kysely over one PGlite. `turns` is shared with those who use the connection beside Kysely. */
export class PGliteDialect implements Dialect {
  readonly #pg: PGlite
  readonly #turns: Turns
  constructor(pg: PGlite, turns: Turns) {
    this.#pg = pg
    this.#turns = turns
  }
  createAdapter() {
    return new PostgresAdapter()
  }
  createQueryCompiler() {
    return new PostgresQueryCompiler()
  }
  createIntrospector(db: Kysely<unknown>) {
    return new PostgresIntrospector(db)
  }
  createDriver(): Driver {
    return new PGliteDriver(this.#pg, this.#turns)
  }
}

class PGliteDriver implements Driver {
  readonly #pg: PGlite
  readonly #turns: Turns
  readonly #release = new WeakMap<DatabaseConnection, () => void>()
  constructor(pg: PGlite, turns: Turns) {
    this.#pg = pg
    this.#turns = turns
  }
  async init() {
    await this.#pg.waitReady
  }
  async acquireConnection(): Promise<DatabaseConnection> {
    const release = await this.#turns.take()
    const connection = new PGliteConnection(this.#pg)
    this.#release.set(connection, release)
    return connection
  }
  async beginTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(CompiledQuery.raw('begin'))
  }
  async commitTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }
  async rollbackTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(CompiledQuery.raw('rollback'))
  }
  async releaseConnection(connection: DatabaseConnection) {
    this.#release.get(connection)?.()
  }
  async destroy() {
    await this.#pg.close()
  }
}

class PGliteConnection implements DatabaseConnection {
  readonly #pg: PGlite
  constructor(pg: PGlite) {
    this.#pg = pg
  }
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const result = await this.#pg.query<R>(query.sql, [...query.parameters])
    return { rows: result.rows, numAffectedRows: BigInt(result.affectedRows ?? 0) }
  }
  // oxlint-disable-next-line require-yield
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('PGlite cannot stream')
  }
}
