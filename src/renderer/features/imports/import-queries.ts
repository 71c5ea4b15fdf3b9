import type { Patch } from '@fieldfile/domain/imports/territory'
import type { ImportCounts, ImportState } from '@fieldfile/protocol'
import { types, type Account, type ImportBatch, type Territory, type User } from '@fieldfile/protocol/entities/index'
import { defineQuery } from '../../replica/read.ts'

export interface TerritoryName extends Patch {
  nameEn: string | null
}
export interface Places {
  /** The user may import. */
  may: boolean
  zone: string
  territories: TerritoryName[]
  /** Names of users by id. */
  users: Readonly<Record<string, { name: string; nameEn: string | null }>>
}

/** Names that an import needs: where companies go, and who imported. */
export const places = defineQuery('imports.places', (db): Places => {
  const rights = types.get('importBatch')?.entity.rights ?? {}
  return {
    may: db.user.roles.some((role) => rights[role]?.includes('W')),
    zone: db.user.zone,
    territories: db
      .all<Territory>('territory')
      .map(({ id, body }) => ({
        id,
        code: body.code ?? '',
        name: body.name ?? '',
        nameEn: body.nameEn ?? null,
        provinces: body.provinces ?? [],
        parentId: body.parentId ?? null
      }))
      .toSorted((a, b) => a.code.localeCompare(b.code) || a.name.localeCompare(b.name)),
    users: Object.fromEntries(
      db
        .all<User>('user')
        .map(({ id, body }) => [id, { name: body.name ?? body.login ?? '—', nameEn: body.nameEn ?? null }])
    )
  }
})

/** An import as the list shows it, whether the server or this device tells. */
export interface PastImport {
  id: string
  fileName: string
  fileSize: number
  state: ImportState
  createdAt: number
  createdBy: string
  counts: Pick<ImportCounts, 'rows' | 'created' | 'updated' | 'skipped' | 'errors'> | null
}

const shown: Readonly<Record<string, ImportState>> = {
  uploaded: 'uploaded',
  committed: 'committed',
  reverted: 'reverted'
}

/** The imports this device holds: the list without a network. */
export const past = defineQuery('imports.past', (db): PastImport[] =>
  db
    .all<ImportBatch & { createdAt?: { at: string }; createdBy?: string }>('importBatch')
    .map(({ id, body }) => ({
      id,
      fileName: body.fileName ?? '—',
      fileSize: body.fileSize ?? 0,
      state: shown[body.state ?? ''] ?? 'mapped',
      createdAt: Date.parse(body.createdAt?.at ?? '') || 0,
      createdBy: body.createdBy ?? '',
      counts:
        typeof body.rowCount === 'number'
          ? {
              rows: body.rowCount,
              created: body.newCount ?? 0,
              updated: body.updatedCount ?? 0,
              skipped: body.duplicateCount ?? 0,
              errors: body.errorCount ?? 0
            }
          : null
    }))
    .toSorted((a, b) => b.createdAt - a.createdAt)
)

export interface KnownAccount {
  id: string
  code: string | null
  city: string | null
  phone: string | null
  ownerId: string | null
}

/** What this device knows of companies that rows are like. */
export const known = defineQuery('imports.known', (db, { ids }: { ids: readonly string[] }): KnownAccount[] =>
  ids.flatMap((id) => {
    const body = db.get<Account>('account', id)?.body
    return body
      ? [
          {
            id,
            code: body.code ?? null,
            city: body.city ?? body.province ?? null,
            phone: body.phones?.[0] ?? null,
            ownerId: body.ownerUserId ?? null
          }
        ]
      : []
  })
)
