import { createHash } from 'node:crypto'
import { missingTargets } from '@fieldfile/domain/imports/mapping'
import { importTargets, type Target } from '@fieldfile/domain/imports/targets'
import {
  FieldfileError,
  importLimits,
  type ImportBatchView,
  type ImportListAnswer,
  type ImportRowsAnswer,
  type ImportRowsRequest,
  type ImportSettings
} from '@fieldfile/protocol'
import type { ServerContext } from '../../context.ts'
import { commitAsServer, type ServerOp } from '../sync/server-ops.ts'
import { planImport, type Plan, type RowPlan } from './plan.ts'
import { checkFile, detectEncoding, looksLikeHeader, readTable, type Table } from './read-file.ts'
import { ImportRepository, type StoredImport } from './repository.ts'
import { checkSettings, guessByValue, guessSettings, shownTerritoryValues } from './settings.ts'
import { takeBack } from './take-back.ts'
import { opsOf } from './write-plan.ts'

const zone = 'UTC'
const recentMs = 60_000

/** Imports of customer files: read, mapped, looked at, written all or nothing, and taken back. */
export class ImportService {
  readonly #context: ServerContext
  readonly #repository: ImportRepository
  readonly #targets: readonly Target[]
  #last: { batch: string; key: string; at: number; plan: Plan } | null = null

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
    await this.#repository.update(batch, { counts: (await this.#plan(table, settings)).counts })
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
      territoryValues: shownTerritoryValues(table, file.settings.territory.column),
      sameFileAs: await this.#repository.sameFile(file.sha256, id),
      kept: file.kept
    }
  }

  /** New settings; the rows are checked against them at once. A changed way of reading the file starts the guesses anew. */
  map(userId: string, id: string, wanted: ImportSettings): Promise<ImportBatchView> {
    return this.#alone(id, async () => {
      const file = await this.#find(id)
      this.#open(file)
      const table = readTable(file.bytes, wanted.encoding, wanted.hasHeader)
      const settings = await this.#settle(file.settings, wanted, table)
      const { counts } = await this.#plan(table, settings)
      await this.#repository.update(id, { settings, counts })
      if (file.state === 'uploaded') await this.#record(userId, [this.#step(id, ['map'], userId)])
      return this.get(id)
    })
  }

  async rows(id: string, { show, offset, limit }: ImportRowsRequest): Promise<ImportRowsAnswer> {
    const { rows } = await this.#recent(await this.#find(id))
    const found = rows.filter((r) => show === 'all' || (show === 'alike' ? r.alike : r.outcome === show))
    // One choice in the territory step cures them all: they do not hide what is wrong with single rows.
    const shown =
      show === 'error' ? found.toSorted((a, b) => Number(onlyTerritory(a)) - Number(onlyTerritory(b))) : found
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
  commit(userId: string, id: string): Promise<ImportBatchView> {
    return this.#alone(id, async () => {
      const file = await this.#find(id)
      this.#open(file)
      if (missingTargets(file.settings.mapping, file.settings.defaults, this.#targets).length > 0)
        throw new FieldfileError('MAPPING_INCOMPLETE')
      const table = readTable(file.bytes, file.settings.encoding, file.settings.hasHeader)
      const plan = await this.#plan(table, file.settings)
      const { counts } = plan
      const at = this.#context.clock()
      const { ops, effects } = opsOf(plan, await this.#repository.ownerByTerritory(), {
        newId: this.#context.newId,
        userId,
        at
      })
      const steps = [...(file.state === 'uploaded' ? ['map'] : []), 'validate', 'stage', 'commit']
      const result = {
        rowCount: counts.rows,
        newCount: counts.created,
        updatedCount: counts.updated,
        duplicateCount: counts.skipped,
        errorCount: counts.errors
      }
      // Before the commit: effects without records take nothing back, records without effects could not be taken back.
      await this.#repository.setEffects(id, effects)
      await this.#record(userId, [...ops, { ...this.#step(id, steps, userId, result), at }])
      await this.#repository.update(id, { counts })
      return this.get(id)
    })
  }

  /** Takes back what the import wrote, but for what somebody edited or built upon since: that stays and is listed. */
  revert(userId: string, id: string): Promise<ImportBatchView> {
    return this.#alone(id, async () => {
      const file = await this.#find(id)
      if (file.state !== 'committed') throw new FieldfileError('IMPORT_STATE')
      const { ops, kept } = takeBack(
        await this.#repository.effects(id),
        this.#context.types,
        await this.#repository.writtenAt(id)
      )
      await this.#record(userId, [...ops, this.#step(id, ['revert'], userId)])
      await this.#repository.update(id, { kept })
      return this.get(id)
    })
  }

  /** One step of a batch at a time, on all nodes: a second press of the button waits, and finds what the first did. */
  async #alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    const release = await this.#context.db.lock(`import ${this.#context.tenant} ${id}`)
    try {
      return await work()
    } finally {
      await release()
    }
  }

  async #find(id: string): Promise<StoredImport> {
    const file = await this.#repository.find(id)
    if (!file) throw new FieldfileError('NOT_FOUND')
    return file
  }

  #open(file: StoredImport): void {
    if (file.state === 'committed' || file.state === 'reverted') throw new FieldfileError('IMPORT_STATE')
  }

  async #settle(before: ImportSettings, wanted: ImportSettings, table: Table): Promise<ImportSettings> {
    if (wanted.encoding !== before.encoding || wanted.hasHeader !== before.hasHeader) return this.#guess(table, wanted)
    checkSettings(wanted, table, this.#targets)
    const { territory } = wanted
    if (territory.column === before.territory.column) return wanted
    const byValue = guessByValue(table, territory.column, await this.#repository.territories())
    return { ...wanted, territory: { ...territory, byValue } }
  }

  async #guess(table: Table, how: Pick<ImportSettings, 'encoding' | 'hasHeader'>): Promise<ImportSettings> {
    return guessSettings(table, how, this.#targets, await this.#repository.territories())
  }

  /** The plan a page of rows is shown from: scrolling does not make it anew. What is written is always planned anew. */
  async #recent({ batch, bytes, settings }: StoredImport): Promise<Plan> {
    const key = JSON.stringify(settings)
    const last = this.#last
    if (last?.batch === batch && last.key === key && this.#context.clock() - last.at < recentMs) return last.plan
    const plan = await this.#plan(readTable(bytes, settings.encoding, settings.hasHeader), settings)
    this.#last = { batch, key, at: this.#context.clock(), plan }
    return plan
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
    const cause = refused.find(({ code }) => code !== 'GROUP_FAILED') ?? refused[0]
    if (!cause) return
    const { type } = ops[cause.index]!
    throw new FieldfileError('SERVER_ERROR', {
      field: cause.field,
      message: `${type} ${cause.index}: ${cause.code}, so none of ${refused.length} was written`
    })
  }

  #step(id: string, events: string[], userId: string, values: Record<string, unknown> = {}): ServerOp {
    const list = events.map((event) => this.#event(event, userId))
    return { kind: 'edit', type: 'importBatch', id, values: { ...values, events: list } }
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

const onlyTerritory = ({ problems }: RowPlan): boolean => problems.every(({ code }) => code === 'ROW_NO_TERRITORY')

const shownState = { uploaded: 'uploaded', committed: 'committed', reverted: 'reverted' } as const
const heading = (f: Omit<StoredImport, 'bytes'>) => ({
  id: f.batch,
  fileName: f.file_name,
  state: shownState[f.state as keyof typeof shownState] ?? ('mapped' as const),
  createdAt: f.created_at,
  createdBy: f.user_id,
  counts: f.counts
})
