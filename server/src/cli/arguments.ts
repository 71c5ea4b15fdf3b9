import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'

/** Reads the arguments; on `--help` or a mistake it prints the text and ends the process. */
export function readArguments<T extends ParseArgsOptionsConfig>(help: string, options: T) {
  try {
    const read = parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h' } }, allowPositionals: true })
    if ((read.values as { help?: boolean }).help) finish(help, 0)
    return read
  } catch (error) {
    return finish(`${error instanceof Error ? error.message : String(error)}\n\n${help}`, 2)
  }
}

export function finish(text: string, code: number): never {
  ;(code === 0 ? process.stdout : process.stderr).write(`${text}\n`)
  process.exit(code)
}

export const databaseFrom = (data: string | undefined) =>
  process.env['DATABASE_URL'] ? { url: process.env['DATABASE_URL'] } : { dataDir: data ?? 'fieldfile-data' }

export const databaseHelp = `  --data DIR       folder of the embedded database, without DATABASE_URL (default: fieldfile-data)
  --tenant NAME    tenant (default: main)

DATABASE_URL names a PostgreSQL database: postgres://user:password@host:5432/name`
