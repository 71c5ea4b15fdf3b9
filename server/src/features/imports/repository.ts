import { normalizeName } from '@fieldfile/domain/imports/matching'
import type { Patch } from '@fieldfile/domain/imports/territory'
import type { Body, ImportCounts, ImportSettings, RowMeta } from '@fieldfile/protocol'
import type { ServerContext } from '../../context.ts'
import type { Session } from '../../db/database.ts'
import { candidateOf, type Existing } from './plan.ts'

export interface StoredImport {
  batch: string
  user_id: string
  file_name: string
  sha256: string
  bytes: Uint8Array
  settings: ImportSettings
  counts: ImportCounts | null
  kept: Kept[] | null
  created_at: number
  state: string
}
export interface Kept {
  type: string
  id: string
  title: string
  field: string | null
}
/** What an import wrote: a record it made (`fields` null), or fields it filled in one that existed. */
export interface Effect {
  type: string
  id: string
  fields: string[] | null
}

export interface Written extends Effect {
  /** The company it hangs from. */
  root: string | null
  /** Of the record as it was read. */
  seq: number
  body: Body
  meta: RowMeta
  deleted: boolean
  /** Records below it that the import did not make. */
  strangers: number
}

const columns = `f.batch, f.user_id, f.file_name, f.sha256, f.settings, f.counts, f.kept, f.created_at, r.body->>'state' as state`
const from = `from import_file f join record r on r.tenant = f.tenant and r.type = 'importBatch' and r.id = f.batch`

const empty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

export class ImportRepository {
  readonly #context: ServerContext
  constructor(context: ServerContext) {
    this.#context = context
  }

  #run<R>(work: (session: Session) => Promise<R>): Promise<R> {
    return this.#context.db.session(work)
  }
  #rows<R>(text: string, values: readonly unknown[]): Promise<R[]> {
    return this.#run((session) => session.query<R>(text, values))
  }

  async insert(file: Omit<StoredImport, 'state' | 'counts' | 'kept'>): Promise<void> {
    await this.#rows(
      `insert into import_file (tenant, batch, user_id, file_name, sha256, bytes, settings, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        this.#context.tenant,
        file.batch,
        file.user_id,
        file.file_name,
        file.sha256,
        file.bytes,
        JSON.stringify(file.settings),
        file.created_at
      ]
    )
  }

  async find(batch: string): Promise<StoredImport | null> {
    const rows = await this.#rows<StoredImport>(
      `select ${columns}, f.bytes ${from} where f.tenant = $1 and f.batch = $2`,
      [this.#context.tenant, batch]
    )
    return rows[0] ?? null
  }

  list(): Promise<Omit<StoredImport, 'bytes'>[]> {
    return this.#rows(
      `select ${columns}, length(f.bytes) as size ${from} where f.tenant = $1 order by f.created_at desc limit 200`,
      [this.#context.tenant]
    )
  }

  async sameFile(sha256: string, except: string): Promise<{ id: string; at: number } | null> {
    const rows = await this.#rows<{ id: string; at: number }>(
      `select f.batch as id, f.created_at as at ${from} where f.tenant = $1 and f.sha256 = $2 and f.batch <> $3 and r.body->>'state' = 'committed' order by f.created_at desc limit 1`,
      [this.#context.tenant, sha256, except]
    )
    return rows[0] ?? null
  }

  async update(
    batch: string,
    change: { settings?: ImportSettings; counts?: ImportCounts | null; kept?: Kept[] }
  ): Promise<void> {
    for (const [column, value] of Object.entries(change)) {
      await this.#rows(`update import_file set ${column} = $3 where tenant = $1 and batch = $2`, [
        this.#context.tenant,
        batch,
        JSON.stringify(value)
      ])
    }
  }

  /** The companies there are, as far as matching needs them. */
  async existing(): Promise<Existing[]> {
    const tenant = this.#context.tenant
    const accounts = await this.#rows<{ id: string; body: Body }>(
      `select id, body from record where tenant = $1 and type = 'account' and not deleted`,
      [tenant]
    )
    const parts = await this.#rows<{ type: string; root_id: string; name: string }>(
      `select type, root_id, body->>'name' as name from record where tenant = $1 and type in ('person', 'site') and not deleted and root_id is not null`,
      [tenant]
    )
    const namesOf = (type: string): Map<string, Set<string>> => {
      const all = new Map<string, Set<string>>()
      for (const part of parts) {
        if (part.type !== type || !part.name) continue
        const names = all.get(part.root_id) ?? new Set()
        all.set(part.root_id, names.add(normalizeName(part.name)))
      }
      return all
    }
    const [persons, sites] = [namesOf('person'), namesOf('site')]
    const none: ReadonlySet<string> = new Set()
    return accounts.map(({ id, body }) => ({
      ...candidateOf(body),
      id,
      title: String(body['shortName'] ?? body['name'] ?? ''),
      filled: new Set(Object.keys(body).filter((name) => !empty(body[name]))),
      persons: persons.get(id) ?? none,
      sites: sites.get(id) ?? none
    }))
  }

  async territories(): Promise<Patch[]> {
    const rows = await this.#rows<{ id: string; body: Body }>(
      `select id, body from record where tenant = $1 and type = 'territory' and not deleted`,
      [this.#context.tenant]
    )
    return rows.map(({ id, body }) => ({
      id,
      code: String(body['code'] ?? ''),
      name: String(body['name'] ?? ''),
      provinces: (body['provinces'] as string[] | null | undefined) ?? [],
      parentId: (body['parentId'] as string | null | undefined) ?? null
    }))
  }

  /** The one rep of each territory; a territory with several, or none, is left to its manager. */
  async ownerByTerritory(): Promise<Map<string, string>> {
    const rows = await this.#rows<{ territory: string; users: string[] }>(
      `select t as territory, array_agg(id::text) as users from record, jsonb_array_elements_text(coalesce(body->'territoryIds', '[]')) t
       where tenant = $1 and type = 'user' and not deleted and body->'roles' ? 'REP' and coalesce((body->>'active')::boolean, true) group by t`,
      [this.#context.tenant]
    )
    return new Map(rows.filter((r) => r.users.length === 1).map((r) => [r.territory, r.users[0]!]))
  }

  async setEffects(batch: string, effects: readonly Effect[]): Promise<void> {
    const tenant = this.#context.tenant
    await this.#rows(`delete from import_effect where tenant = $1 and batch = $2`, [tenant, batch])
    await this.#rows(
      `insert into import_effect (tenant, batch, type, id, fields)
       select $1, $2, e->>'type', (e->>'id')::uuid, case when jsonb_typeof(e->'fields') = 'array' then array(select jsonb_array_elements_text(e->'fields')) end
       from jsonb_array_elements($3::jsonb) e`,
      [tenant, batch, JSON.stringify(effects)]
    )
  }

  /** The clock of the batch's commit, which all it wrote carries. */
  async writtenAt(batch: string): Promise<string> {
    const rows = await this.#rows<{ hlc: string | null }>(
      `select field_meta->'newCount'->>'hlc' as hlc from record where tenant = $1 and type = 'importBatch' and id = $2`,
      [this.#context.tenant, batch]
    )
    return rows[0]?.hlc ?? ''
  }

  /** What the import wrote as it is now, with what others hung below the companies it made. */
  async effects(batch: string): Promise<Written[]> {
    return this.#rows(
      `select e.type, e.id, e.fields, r.root_id as root, r.seq, r.body, r.field_meta as meta, r.deleted,
         case when e.type = 'account' and e.fields is null then (
           select count(*)::int from record c where c.tenant = e.tenant and c.root_id = e.id and c.id <> e.id and not c.deleted
             and not exists (select 1 from import_effect o where o.tenant = e.tenant and o.batch = e.batch and o.type = c.type and o.id = c.id)
         ) else 0 end as strangers
       from import_effect e join record r on r.tenant = e.tenant and r.type = e.type and r.id = e.id
       where e.tenant = $1 and e.batch = $2`,
      [this.#context.tenant, batch]
    )
  }
}
