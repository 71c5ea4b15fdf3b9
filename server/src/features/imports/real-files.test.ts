import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ImportBatchView } from '@fieldfile/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServerContext } from '../../context.ts'
import { openContext } from '../../start.ts'
import { commitAsServer } from '../sync/server-ops.ts'
import { ImportService } from './service.ts'

const folder = process.env['FIELDFILE_DATA'] ?? resolve(import.meta.dirname, '../../../../../shared/data')
const there = existsSync(folder)
if (!there) console.warn(`skipped: no real files at ${folder} (FIELDFILE_DATA)`)

/** Files from public sources, as they are. The folder is not part of the project. */
describe.skipIf(!there)('real files', () => {
  let context: ServerContext
  let service: ImportService
  let importer: string
  let fallback: string
  beforeAll(async () => {
    context = await openContext()
    service = new ImportService(context)
    importer = context.newId()
    fallback = context.newId()
    await commitAsServer(context, [
      { type: 'territory', id: fallback, values: { name: '全国' } },
      { type: 'territory', id: context.newId(), values: { name: '华南', provinces: ['深圳', '广东'] } },
      { type: 'user', id: importer, values: { name: 'M', roles: ['MKT'], active: true } }
    ])
  })
  afterAll(() => context.db.close())

  async function map(path: string): Promise<ImportBatchView> {
    const view = await service.upload(importer, path, readFileSync(join(folder, path)))
    return service.map(importer, view.id, { ...view.settings, territory: { ...view.settings.territory, fallback } })
  }
  const errorsOf = async ({ id }: ImportBatchView) =>
    (await service.rows(id, { show: 'error', offset: 0, limit: 20 })).rows.map(({ rowNo, problems }) => [
      rowNo,
      problems
    ])
  const live = (type: string) =>
    context.db.session(async (session) => {
      const rows = await session.query<{ n: number }>(
        `select count(*)::int as n from record where type = $1 and not deleted`,
        [type]
      )
      return rows[0]!.n
    })

  test('2,709 listed companies: all, with code, names, province and industry, and no errors', async () => {
    const view = await map('04-zh-companies/上市公司_A.csv')
    expect(await errorsOf(view)).toEqual([])
    expect(view.counts).toMatchObject({ rows: 2709, created: 2709, errors: 0, alike: 0 })
    expect(view.settings.mapping.filter(Boolean)).toEqual([
      'account.code',
      'account.shortName',
      'account.province',
      'account.industryCode',
      'account.name',
      'account.nameEn'
    ])
    expect((await service.commit(importer, view.id)).state).toBe('committed')
    expect(await live('account')).toBe(2709)
    const again = await map('04-zh-companies/上市公司_A.csv')
    expect(again).toMatchObject({ sameFileAs: { id: view.id }, counts: { created: 0, skipped: 2709, errors: 0 } })
    await service.revert(importer, view.id)
    expect(await live('account')).toBe(0)
  })

  test('753 rows of bicycle shops: 701 companies with 753 contacts', async () => {
    const view = await map('02-b2b/adventureworks-b2b/Sales vStoreWithContacts.csv')
    expect(await errorsOf(view)).toEqual([])
    expect(view.counts).toMatchObject({ rows: 753, created: 701, persons: 753, updated: 0, errors: 0 })
    await service.commit(importer, view.id)
    expect([await live('account'), await live('person'), await live('posting')]).toEqual([701, 753, 753])
  })

  test('91 customers whose addresses hold unquoted commas: the shifted rows are refused, the others read', async () => {
    const view = await map('02-b2b/northwind/customers.csv')
    const codes = (await service.rows(view.id, { show: 'error', offset: 0, limit: 200 })).rows.map(
      ({ problems }) => problems[0]!.code
    )
    expect(new Set(codes)).toEqual(new Set(['ROW_CELL_COUNT']))
    expect(view.counts!.created + codes.length).toBe(91)
    expect(view.counts!.persons).toBe(view.counts!.created)
  })
})
