import { createHash } from 'node:crypto'
import type { Field, RecordType } from '@fieldfile/protocol'
import type { Database } from './database.ts'

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** The name of a type's view: `view_account`, `view_account_credit`. */
export const viewOf = (type: string): string => `view_${snake(type).replaceAll(':', '_')}`

/**
 * The columns of one field. Money has two, an instant is a point in time beside its zone. `pg_input_is_valid` keeps one
 * odd value, written by a newer version or an import, from failing the whole report.
 */
function columnsOf(name: string, { type }: Field): [column: string, sql: string][] {
  const column = snake(name)
  const text = `body->>${literal(name)}`
  const typed = (value: string, as: string): string =>
    `case when pg_input_is_valid(${value}, ${literal(as)}) then (${value})::${as} end`
  const inner = (key: string): string => `body->${literal(name)}->>${literal(key)}`
  switch (type.kind) {
    case 'integer':
    case 'decimal':
    case 'percent':
      return [[column, typed(text, 'numeric')]]
    case 'boolean':
      return [[column, typed(text, 'boolean')]]
    case 'date':
      return [[column, typed(text, 'date')]]
    case 'reference':
      return [[column, typed(text, 'uuid')]]
    case 'instant':
      return [
        [column, typed(inner('at'), 'timestamptz')],
        [`${column}_zone`, inner('zone')]
      ]
    case 'money':
      return [
        [column, `${typed(inner('amount'), 'numeric')} / 100`],
        [`${column}_currency`, inner('currency')]
      ]
    case 'geo':
      return [
        [`${column}_lat`, typed(inner('lat'), 'double precision')],
        [`${column}_lon`, typed(inner('lon'), 'double precision')]
      ]
    case 'set':
      return [
        [
          column,
          `case when jsonb_typeof(body->${literal(name)}) = 'array' then array(select jsonb_array_elements_text(body->${literal(name)})) end`
        ]
      ]
    case 'list':
    case 'json':
      return [[column, `body->${literal(name)}`]]
    default:
      return [[column, text]]
  }
}

/** The statement that makes the view of a record type. */
export function viewSql(type: RecordType): string {
  const columns = Object.entries(type.fields).flatMap(([name, field]) => columnsOf(name, field))
  const list = [...columns.map(([column, value]) => `${value} as ${quoted(column)}`), 'root_id', 'seq', 'tenant']
  return `create view report.${quoted(viewOf(type.type))} as select id, ${list.join(', ')} from record where type = ${literal(type.type)} and not deleted`
}

/**
 * Views for reports and integration, one for each record type, made anew when the definitions change. They are derived, so
 * they stand outside the numbered migrations.
 */
export async function refreshReportViews(db: Database, types: ReadonlyMap<string, RecordType>): Promise<void> {
  const statements = [...types.values()].map(viewSql)
  const hash = createHash('sha256').update(statements.join('\n')).digest('hex')
  await db.session(async (session) => {
    await session.query('begin')
    await session.query(`select pg_advisory_xact_lock(hashtext('fieldfile report views'))`)
    const [known] = await session.query<{ hash: string }>(`select hash from report_definition where name = 'views'`)
    if (known?.hash !== hash) {
      await session.query('drop schema if exists report cascade')
      await session.query('create schema report')
      for (const statement of statements) await session.query(statement)
      await session.query(
        `insert into report_definition values ('views', $1) on conflict (name) do update set hash = excluded.hash`,
        [hash]
      )
    }
    await session.query('commit')
  })
}
