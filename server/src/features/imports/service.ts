import { createHash } from 'node:crypto'
import { guessMapping, missingTargets } from '@fieldfile/domain/imports/mapping'
import { importTargets, type Target } from '@fieldfile/domain/imports/targets'
import { guessTerritories } from '@fieldfile/domain/imports/territory'
import {
  FieldfileError,
  importLimits,
  metaOf,
  type ImportBatchView,
  type ImportListAnswer,
  type ImportRowsAnswer,
  type ImportRowsRequest,
  type ImportSettings
} from '@fieldfile/protocol'
import type { ServerContext } from '../../context.ts'
import { commitAsServer, type ServerOp } from '../sync/server-ops.ts'
import { planImport, type Plan } from './plan.ts'
import { checkFile, detectEncoding, looksLikeHeader, readTable, type Table } from './read-file.ts'
import { ImportRepository, type Kept, type StoredImport } from './repository.ts'
import { opsOf } from './write-plan.ts'

const zone = 'UTC'

/** Imports of customer files: read, mapped, looked at, written all or nothing, and taken back. */
export class ImportService {
  readonly #context: ServerContext
  readonly #repository: ImportRepository
  readonly #targets: readonly Target[]

  constructor(context: ServerContext) {
    this.#context = context
    this.#repository = new ImportRepository(context)
    this.#targets = importTargets(context.types)
  }

  async upload(userId: string, fileName: string, bytes: Uint8Array): Promise<ImportBatchView> {
    checkFile(bytes)
    const encoding = detectEncoding(bytes)
    const hasHeader = looksLikeHeader(bytes, encoding)
    const table = readTable(bytes, encoding, hasHeader)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const settings = await this.#guess(table, { encoding, hasHeader })
    const batch = this.#context.newId()
    const at = this.#context.clock()
    const values = {
      target: 'account',
      fileName,
      fileSize: bytes.length,
      fileSha256: sha256,
      encoding,
      createdBy: userId
    }
    await this.#record(userId, [
      { type: 'importBatch', id: batch, values: { ...values, events: [this.#event('upload', userId)] } }
    ])
    await this.#repository.insert({
      batch,
      user_id: userId,
      file_name: fileName,
      sha256,
      bytes,
      settings,
      created_at: at
    })
    return this.get(batch)
  }

  async list(): Promise<ImportListAnswer> {
    const files = await this.#repository.list()
    return { batches: files.map((f) => ({ ...heading(f), fileSize: (f as unknown as { size: number }).size })) }
  }

  async get(id: string): Promise<ImportBatchView> {
    const file = await this.#find(id)
    const table = readTable(file.bytes, file.settings.encoding, file.settings.hasHeader)
    return {
      ...heading(file),
      fileSize: file.bytes.length,
      settings: file.settings,
      columns: table.header.map((name, i) => ({
        name,
        samples: table.rows.slice(0, 5).map((r) => (r[i] ?? '').slice(0, 200))
      })),
      preview: table.rows.slice(0, importLimits.previewRows).map((r) => r.map((c) => c.slice(0, 200))),
      missing: missingTargets(file.settings.mapping, file.settings.defaults, this.#targets).map((t) => t.path),
      territoryValues: distinct(table, file.settings.territory.column),
      sameFileAs: await this.#repository.sameFile(file.sha256, id),
      kept: file.kept
    }
  }

  /** New settings; the rows are checked against them at once. A changed way of reading the file starts the guesses anew. */
  async map(userId: string, id: string, wanted: ImportSettings): Promise<ImportBatchView> {
    const file = await this.#find(id)
    this.#open(file)
    const reread = wanted.encoding !== file.settings.encoding || wanted.hasHeader !== file.settings.hasHeader
    const table = readTable(file.bytes, wanted.encoding, wanted.hasHeader)
    let settings = reread ? await this.#guess(table, wanted) : wanted
    if (settings.territory.column !== file.settings.territory.column && !reread) {
      const values = distinct(table, settings.territory.column).map((v) => v.value)
      settings = {
        ...settings,
        territory: { ...settings.territory, byValue: guessTerritories(values, await this.#repository.territories()) }
      }
    }
    const known = new Set(this.#targets.map((t) => t.path))
    if (settings.mapping.some((path) => path !== null && !known.has(path)))
      throw new FieldfileError('BAD_REQUEST', { field: 'mapping' })
    const ready = missingTargets(settings.mapping, settings.defaults, this.#targets).length === 0
    const counts = ready ? (await this.#plan(table, settings)).counts : null
    await this.#repository.update(id, { settings, counts })
    await this.#record(userId, [
      { kind: 'edit', type: 'importBatch', id, values: { events: [this.#event('map', userId)] } }
    ])
    return this.get(id)
  }

  async rows(id: string, { show, offset, limit }: ImportRowsRequest): Promise<ImportRowsAnswer> {
    const file = await this.#find(id)
    const table = readTable(file.bytes, file.settings.encoding, file.settings.hasHeader)
    const { rows } = await this.#plan(table, file.settings)
    const shown = rows.filter((r) => show === 'all' || (show === 'alike' ? r.alike : r.outcome === show))
    return {
      total: shown.length,
      rows: shown.slice(offset, offset + limit).map(({ rowNo, outcome, title, match, problems, cleaned }) => ({
        rowNo,
        outcome,
        title,
        match,
        problems,
        cleaned
      }))
    }
  }

  /** Writes what the rows mean in one commit, the state of the batch included: all of it or nothing. Rows with errors are left out. */
  async commit(userId: string, id: string): Promise<ImportBatchView> {
    const file = await this.#find(id)
    this.#open(file)
    if (missingTargets(file.settings.mapping, file.settings.defaults, this.#targets).length > 0)
      throw new FieldfileError('MAPPING_INCOMPLETE')
    const table = readTable(file.bytes, file.settings.encoding, file.settings.hasHeader)
    const plan = await this.#plan(table, file.settings)
    const { ops, effects } = opsOf(plan, await this.#repository.ownerByTerritory(), {
      newId: this.#context.newId,
      userId,
      at: this.#context.clock()
    })
    await this.#repository.setEffects(id, effects)
    const { counts } = plan
    const steps = ['validate', 'stage', 'commit'].map((event) => this.#event(event, userId))
    const batch: ServerOp = {
      kind: 'edit',
      type: 'importBatch',
      id,
      values: {
        rowCount: counts.rows,
        newCount: counts.created,
        updatedCount: counts.updated,
        duplicateCount: counts.skipped,
        errorCount: counts.errors,
        events: file.state === 'uploaded' ? [this.#event('map', userId), ...steps] : steps
      }
    }
    await this.#record(userId, [...ops, batch])
    await this.#repository.update(id, { counts })
    return this.get(id)
  }

  /** Takes back what the import wrote, but for what somebody edited or built upon since: that stays and is listed. */
  async revert(userId: string, id: string): Promise<ImportBatchView> {
    const file = await this.#find(id)
    if (file.state !== 'committed') throw new FieldfileError('IMPORT_STATE')
    const kept: Kept[] = []
    const ops: ServerOp[] = []
    for (const effect of await this.#repository.effects(id)) {
      if (effect.deleted) continue
      const title = String(effect.body['shortName'] ?? effect.body['name'] ?? '')
      const made = effect.meta['*']?.ver ?? 0
      if (effect.fields === null) {
        const edited = Object.values(effect.meta).some((meta) => meta.ver > made)
        if (edited || effect.strangers > 0) kept.push({ type: effect.type, id: effect.id, title, field: null })
        else ops.push({ kind: 'delete', type: effect.type, id: effect.id })
        continue
      }
      const values: Record<string, unknown> = {}
      const ours = Math.min(...effect.fields.map((field) => metaOf(effect, field)?.ver ?? Number.MAX_SAFE_INTEGER))
      for (const field of effect.fields) {
        if ((metaOf(effect, field)?.ver ?? 0) > ours) kept.push({ type: effect.type, id: effect.id, title, field })
        else values[field] = null
      }
      if (Object.keys(values).length > 0) ops.push({ kind: 'edit', type: effect.type, id: effect.id, values })
    }
    await this.#record(userId, [
      ...ops,
      { kind: 'edit', type: 'importBatch', id, values: { events: [this.#event('revert', userId)] } }
    ])
    await this.#repository.update(id, { kept })
    return this.get(id)
  }

  async #find(id: string): Promise<StoredImport> {
    const file = await this.#repository.find(id)
    if (!file) throw new FieldfileError('NOT_FOUND')
    return file
  }

  #open(file: StoredImport): void {
    if (file.state === 'committed' || file.state === 'reverted') throw new FieldfileError('IMPORT_STATE')
  }

  async #guess(table: Table, how: Pick<ImportSettings, 'encoding' | 'hasHeader'>): Promise<ImportSettings> {
    const mapping = guessMapping(table.header, this.#targets)
    const column = mapping.findIndex((path) => path === 'account.province' || path === 'account.city')
    const at = column < 0 ? null : column
    const values = distinct(table, at).map((v) => v.value)
    return {
      encoding: how.encoding,
      hasHeader: how.hasHeader,
      mapping,
      defaults: defaultsFor(mapping),
      territory: {
        column: at,
        byValue: guessTerritories(values, await this.#repository.territories()),
        fallback: null
      },
      onExisting: 'skip'
    }
  }

  async #plan(table: Table, settings: ImportSettings): Promise<Plan> {
    return planImport(table, settings, this.#targets, await this.#repository.existing(), this.#context.newId)
  }

  /** One commit for all: an import is never half written. */
  async #record(userId: string, ops: readonly ServerOp[]): Promise<void> {
    const { refused } = await commitAsServer(this.#context, group(ops, this.#context.newId()), {
      userId,
      batchSize: ops.length
    })
    if (refused[0])
      throw new FieldfileError('SERVER_ERROR', {
        field: refused[0].field,
        message: `${refused.length} refused: ${refused[0].code}`
      })
  }

  #event(event: string, userId: string): Record<string, unknown> {
    return {
      id: this.#context.newId(),
      event,
      at: { at: new Date(this.#context.clock()).toISOString(), zone },
      byUserId: userId
    }
  }
}

const group = (ops: readonly ServerOp[], id: string): ServerOp[] => ops.map((op) => ({ ...op, group: id }))

/** What a file of companies rarely says: they use our goods themselves; a contact's post is none of the standard ones. */
function defaultsFor(mapping: readonly (string | null)[]): ImportSettings['defaults'] {
  const makes = (type: string): boolean => mapping.some((path) => path?.startsWith(`${type}.`))
  const wanted: [string, string, string][] = [
    ['account', 'account.customerNature', 'endUser'],
    ['person', 'person.position', 'other']
  ]
  return Object.fromEntries(
    wanted.filter(([type, path]) => makes(type) && !mapping.includes(path)).map(([, path, value]) => [path, value])
  )
}

function distinct(table: Table, column: number | null): { value: string; rows: number }[] {
  if (column === null) return []
  const counts = new Map<string, number>()
  for (const row of table.rows) {
    const value = row[column]?.trim() ?? ''
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return [...counts].map(([value, rows]) => ({ value, rows })).toSorted((a, b) => b.rows - a.rows)
}

const shownState = { uploaded: 'uploaded', committed: 'committed', reverted: 'reverted' } as const
const heading = (f: Omit<StoredImport, 'bytes'>) => ({
  id: f.batch,
  fileName: f.file_name,
  state: shownState[f.state as keyof typeof shownState] ?? ('mapped' as const),
  createdAt: f.created_at,
  createdBy: f.user_id,
  counts: f.counts
})
