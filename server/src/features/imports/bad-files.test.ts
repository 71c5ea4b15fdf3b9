import { importLimits, type ImportBatchView } from '@fieldfile/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServerContext } from '../../context.ts'
import { openContext } from '../../start.ts'
import { commitAsServer } from '../sync/server-ops.ts'
import { detectEncoding } from './read-file.ts'
import { ImportService } from './service.ts'

/** SECURITY "Bad inputs": what people really send, and what nobody should. */
let context: ServerContext
let service: ImportService
let importer: string
let south: string
beforeAll(async () => {
  context = await openContext()
  service = new ImportService(context)
  importer = context.newId()
  south = context.newId()
  await commitAsServer(context, [
    { type: 'territory', id: south, values: { name: '华南', provinces: ['深圳'] } },
    { type: 'user', id: importer, values: { name: 'M', roles: ['MKT'], active: true } }
  ])
})
afterAll(() => context.db.close())

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const utf16 = (text: string, littleEndian: boolean): Uint8Array => {
  const view = new DataView(new ArrayBuffer(text.length * 2))
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), littleEndian)
  return new Uint8Array(view.buffer)
}
async function upload(file: Uint8Array | string): Promise<ImportBatchView> {
  const view = await service.upload(importer, 'a.csv', typeof file === 'string' ? bytes(file) : file)
  const territory = { ...view.settings.territory, fallback: south }
  return service.map(importer, view.id, { ...view.settings, territory })
}
const rowsOf = async (view: ImportBatchView, show: 'all' | 'error' = 'all') =>
  (await service.rows(view.id, { show, offset: 0, limit: 200 })).rows
const problemsOf = async (view: ImportBatchView) =>
  (await rowsOf(view, 'error')).map(({ rowNo, problems }) => [
    rowNo,
    problems.map(({ code, column }) => [code, column])
  ])
/** Imports the file and answers the companies it made. */
async function bodies(view: ImportBatchView): Promise<Record<string, unknown>[]> {
  await service.commit(importer, view.id)
  const made = await context.db.session((session) =>
    session.query<{ body: Record<string, unknown> }>(
      `select r.body from record r join import_effect e on e.tenant = r.tenant and e.type = r.type and e.id = r.id
       where e.batch = $1 and r.type = 'account' order by r.seq`,
      [view.id]
    )
  )
  await service.revert(importer, view.id)
  return made.map(({ body }) => body)
}

describe('refused as a whole', () => {
  test.each([
    ['an empty file', bytes(''), 'FILE_EMPTY'],
    ['nothing but line breaks', bytes('\r\n\r\n'), 'FILE_EMPTY'],
    ['a header without rows', bytes('公司名称,电话\r\n'), 'FILE_NO_ROWS'],
    ['a workbook', Uint8Array.of(0x50, 0x4b, 3, 4, ...bytes('xl/workbook.xml')), 'FILE_NOT_TEXT'],
    ['an old workbook', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1), 'FILE_NOT_TEXT'],
    ['a PDF', bytes('%PDF-1.7'), 'FILE_NOT_TEXT'],
    ['a picture', Uint8Array.from({ length: 400 }, (_, i) => (i % 3 ? 0 : i % 256)), 'FILE_NOT_TEXT'],
    ['more bytes than allowed', new Uint8Array(importLimits.bytes + 1).fill(0x61), 'FILE_TOO_LARGE'],
    ['one row more than allowed', bytes(`name\n${'a\n'.repeat(importLimits.rows + 1)}`), 'FILE_TOO_LARGE']
  ])('%s', async (_, file, code) => {
    await expect(service.upload(importer, 'a.csv', file)).rejects.toMatchObject({ code })
    expect((await service.list()).batches).toEqual([])
  })
})

describe('read as it was meant', () => {
  const text = '公司名称,地区\r\n岚屿化工,深圳\r\n'
  // No encoder for it is at hand: the same text in GB 18030.
  const gbk = Uint8Array.from(
    'b9abcbbec3fbb3c62cb5d8c7f80d0ae1b0d3ecbbafb9a42cc9eedbda0d0a'.match(/../g)!.map((hex) => Number.parseInt(hex, 16))
  )
  test.each([
    ['UTF-8', bytes(text), 'utf-8'],
    ['UTF-8 with its mark', bytes(`\uFEFF${text}`), 'utf-8'],
    ['GBK', gbk, 'gb18030'],
    ['UTF-16 little endian with its mark', utf16(`\uFEFF${text}`, true), 'utf-16le'],
    ['UTF-16 big endian with its mark', utf16(`\uFEFF${text}`, false), 'utf-16be']
  ])('%s', async (_, file, encoding) => {
    expect(detectEncoding(file)).toBe(encoding)
    const view = await upload(file)
    expect(view.settings).toMatchObject({ encoding, mapping: ['account.name', 'account.province'] })
    expect(view.preview).toEqual([['岚屿化工', '深圳']])
  })

  test('another encoding can be chosen; the guesses begin anew', async () => {
    const view = await upload(gbk)
    const wrong = await service.map(importer, view.id, { ...view.settings, encoding: 'windows-1252' })
    expect(wrong.columns[0]!.name).not.toBe('公司名称')
    expect(wrong.missing).toEqual(['account.name'])
    const right = await service.map(importer, view.id, { ...wrong.settings, encoding: 'gb18030' })
    expect(right.missing).toEqual([])
  })

  test('a file without a header is seen to have none; names of columns are made up', async () => {
    const view = await upload('岚屿化工,0755-82765432\n朔禾重机,0755-82765433\n')
    expect(view.settings.hasHeader).toBe(false)
    expect(view.columns.map(({ name }) => name)).toEqual(['#1', '#2'])
    expect(view.counts!.rows).toBe(2)
    const headed = await service.map(importer, view.id, { ...view.settings, hasHeader: true })
    expect(headed.counts!.rows).toBe(1)
  })

  test('quotes, separators and line breaks in cells; other separators; empty lines; padding', async () => {
    const quoted = await upload('公司名称,地址,地区\r\n"岚屿,""化工""","一号\n二号",深圳,,\r\n\r\n,,\r\n')
    expect(await bodies(quoted)).toMatchObject([{ name: '岚屿,"化工"', address: '一号\n二号', province: '深圳' }])
    const semicolons = await upload('Company;Phone\nNice Bikes;149-555-0113\n')
    expect(await bodies(semicolons)).toMatchObject([{ name: 'Nice Bikes', phones: ['149-555-0113'] }])
    const tabs = await upload('公司名称\t地区\n岚屿\t深圳\n')
    expect(await bodies(tabs)).toMatchObject([{ name: '岚屿', province: '深圳' }])
  })

  test('a header called __proto__ or constructor is an ordinary column', async () => {
    const view = await upload('公司名称,__proto__,constructor,地区\n岚屿,x,y,__proto__\n')
    expect(view.columns.map(({ name }) => name)).toEqual(['公司名称', '__proto__', 'constructor', '地区'])
    expect(view.settings.mapping).toEqual(['account.name', null, null, 'account.province'])
    expect(view.territoryValues).toEqual([{ value: '__proto__', rows: 1 }])
    expect(await bodies(view)).toMatchObject([{ name: '岚屿', province: '__proto__', territoryId: south }])
    expect(({} as Record<string, unknown>)['name']).toBeUndefined()
  })

  test('a formula is text', async () => {
    const view = await upload(`公司名称,地址\n=cmd|' /C calc'!A0,@SUM(1)\n`)
    expect(await bodies(view)).toMatchObject([{ name: `=cmd|' /C calc'!A0`, address: '@SUM(1)' }])
  })

  test('hidden characters are taken out, and shown', async () => {
    const view = await upload('公司名称,地址\n岚\u0000屿\u202e化工,路\n朔禾,路\u2066一\n')
    expect((await rowsOf(view)).map(({ cleaned }) => cleaned)).toEqual([['公司名称'], ['地址']])
    expect(await bodies(view)).toMatchObject([
      { name: '岚屿化工', address: '路' },
      { name: '朔禾', address: '路一' }
    ])
  })
})

describe('refused by row, with the reason; the others are imported', () => {
  test('the wrong number of cells', async () => {
    const view = await upload('公司名称,地区,地址\n甲,深圳\n乙,深圳,路,多\n丙,深圳,路\n')
    expect(await problemsOf(view)).toEqual([
      [2, [['ROW_CELL_COUNT', null]]],
      [3, [['ROW_CELL_COUNT', null]]]
    ])
    expect(await bodies(view)).toMatchObject([{ name: '丙' }])
  })

  test('phones with letters or too few digits, numbers and codes that are none, a missing name', async () => {
    const view = await upload(
      [
        '公司名称,电话,员工数,统一社会信用代码,企业性质',
        '甲,0755-TELEFON,,,',
        '乙,12,,,',
        '丙,,many,,',
        '丁,,,91320214MA1MNABC1X,',
        '戊,,,91320214,',
        '己,,,,不知道',
        ',,5,,',
        '庚,0755-82765432,120,,民营'
      ].join('\n')
    )
    // Two of three numbers are none, and most kinds of ownership: the columns are guessed from their cells.
    const mapping = ['account.name', 'account.phones', 'account.employeeCount', 'account.uscc', 'account.ownership']
    const mapped = await service.map(importer, view.id, { ...view.settings, mapping })
    expect(await problemsOf(mapped)).toEqual([
      [2, [['ROW_BAD_PHONE', '电话']]],
      [3, [['ROW_BAD_PHONE', '电话']]],
      [4, [['BAD_VALUE', '员工数']]],
      [5, [['BAD_CHECK_DIGIT', '统一社会信用代码']]],
      [6, [['BAD_VALUE', '统一社会信用代码']]],
      [7, [['BAD_VALUE', '企业性质']]],
      [8, [['REQUIRED', '公司名称']]]
    ])
    expect(await bodies(mapped)).toMatchObject([{ name: '庚', employeeCount: 120, ownership: 'private' }])
  })

  test('a cell of a megabyte; its text does not travel', async () => {
    const view = await upload(`公司名称,地址\n甲,"${'长'.repeat(350_000)}"\n乙,路\n`)
    expect(view.preview[0]![1]!.length).toBeLessThanOrEqual(200)
    const [row] = await rowsOf(view, 'error')
    expect(row!.problems).toMatchObject([{ code: 'ROW_CELL_TOO_LONG', column: '地址' }])
    expect(row!.problems[0]!.text!.length).toBeLessThanOrEqual(80)
    expect(await bodies(view)).toMatchObject([{ name: '乙' }])
  })

  test('no territory', async () => {
    const view = await service.upload(importer, 'a.csv', bytes('公司名称,地区\n甲,深圳\n乙,火星\n,深圳\n'))
    // What one choice cures comes behind what is wrong with a single row.
    expect(await problemsOf(view)).toEqual([
      [4, [['REQUIRED', '公司名称']]],
      [3, [['ROW_NO_TERRITORY', '地区']]]
    ])
  })
})

test('50,000 rows are read and checked', { timeout: 120_000 }, async () => {
  const lines = Array.from({ length: importLimits.rows }, (_, i) => `第${i}机械有限公司,深圳`)
  const view = await service.upload(importer, 'a.csv', bytes(`公司名称,地区\n${lines.join('\n')}`))
  expect(view.counts).toMatchObject({ rows: 50_000, created: 50_000, errors: 0 })
})
