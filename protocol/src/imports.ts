import { z } from 'zod'
import { Id } from './op.ts'

/** Import of customer files (E-57): what the app and the server say to each other about one batch. */

export const importLimits = { bytes: 50 * 1024 * 1024, rows: 50_000, previewRows: 20, pageRows: 200 } as const
export const encodings = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be', 'windows-1252', 'big5', 'shift_jis'] as const

/** How the file is to be read and what becomes of its rows. Everything is a guess until a person changes it. */
export const ImportSettings = z.strictObject({
  encoding: z.enum(encodings),
  hasHeader: z.boolean(),
  /** Column index → `type.field`, or null for a column that is left out. */
  mapping: z.array(z.string().max(120).nullable()).max(500),
  /** Values for fields no column fills: `type.field` → value. */
  defaults: z.record(z.string(), z.json()),
  territory: z.strictObject({
    /** The column whose values name a province, city or territory. */
    column: z.int().min(0).nullable(),
    byValue: z.record(z.string(), Id.nullable()),
    /** For rows whose value has no territory. */
    fallback: Id.nullable()
  }),
  /** What happens with a company that exists already: nothing, or its empty fields are filled. */
  onExisting: z.enum(['skip', 'fill'])
})

export const ImportCounts = z.object({
  rows: z.int(),
  /** Companies made. */
  created: z.int(),
  /** Companies that exist and get something new. */
  updated: z.int(),
  /** Rows that bring nothing new. */
  skipped: z.int(),
  /** Contacts and sites made. */
  persons: z.int(),
  sites: z.int(),
  errors: z.int(),
  /** New companies whose name is much like one that exists: worth a look. */
  alike: z.int()
})

export const ImportState = z.enum(['uploaded', 'mapped', 'committed', 'reverted'])

export const ImportColumn = z.object({ name: z.string(), samples: z.array(z.string()) })

export const ImportBatchView = z.object({
  id: Id,
  fileName: z.string(),
  fileSize: z.int(),
  state: ImportState,
  createdAt: z.int(),
  createdBy: Id,
  settings: ImportSettings,
  columns: z.array(ImportColumn),
  /** The first rows as they were read. */
  preview: z.array(z.array(z.string())),
  /** Required fields that nothing fills yet; an import with any cannot be committed. */
  missing: z.array(z.string()),
  /** Distinct values of the territory column, most frequent first. */
  territoryValues: z.array(z.object({ value: z.string(), rows: z.int() })),
  counts: ImportCounts.nullable(),
  /** The same file was imported before. */
  sameFileAs: z.object({ id: Id, at: z.int() }).nullable(),
  /** After an undo: what stays because somebody edited it since. */
  kept: z.array(z.object({ type: z.string(), id: Id, title: z.string(), field: z.string().nullable() })).nullable()
})

export const ImportRowView = z.object({
  rowNo: z.int(),
  outcome: z.enum(['create', 'update', 'skip', 'error']),
  /** The company's name as read. */
  title: z.string(),
  match: z
    .object({ id: Id, title: z.string(), by: z.enum(['uscc', 'code', 'name', 'phone']), score: z.number() })
    .nullable(),
  problems: z.array(z.object({ code: z.string(), column: z.string().nullable(), text: z.string().nullable() })),
  /** Hidden characters were taken out of these columns. */
  cleaned: z.array(z.string())
})
export const ImportRowsRequest = z.strictObject({
  show: z.enum(['all', 'error', 'create', 'update', 'skip', 'alike']),
  offset: z.int().min(0),
  limit: z.int().min(1).max(importLimits.pageRows)
})
export const ImportRowsAnswer = z.object({ rows: z.array(ImportRowView), total: z.int() })
export const ImportListAnswer = z.object({
  batches: z.array(
    ImportBatchView.pick({
      id: true,
      fileName: true,
      fileSize: true,
      state: true,
      createdAt: true,
      createdBy: true,
      counts: true
    })
  )
})

/** The steps of an import: how main turns a step into a request. `:id` is the batch. */
export const importSteps = {
  upload: { method: 'POST', path: '/imports', response: ImportBatchView },
  list: { method: 'GET', path: '/imports', response: ImportListAnswer },
  get: { method: 'GET', path: '/imports/:id', response: ImportBatchView },
  rows: { method: 'POST', path: '/imports/:id/rows', response: ImportRowsAnswer },
  map: { method: 'PUT', path: '/imports/:id/settings', response: ImportBatchView },
  commit: { method: 'POST', path: '/imports/:id/commit', response: ImportBatchView },
  revert: { method: 'POST', path: '/imports/:id/revert', response: ImportBatchView }
} as const
export type ImportStep = keyof typeof importSteps
export type ImportState = z.infer<typeof ImportState>

export type ImportSettings = z.infer<typeof ImportSettings>
export type ImportCounts = z.infer<typeof ImportCounts>
export type ImportBatchView = z.infer<typeof ImportBatchView>
export type ImportRowView = z.infer<typeof ImportRowView>
export type ImportRowsRequest = z.infer<typeof ImportRowsRequest>
export type ImportRowsAnswer = z.infer<typeof ImportRowsAnswer>
export type ImportListAnswer = z.infer<typeof ImportListAnswer>
