import { guessMapping, missingTargets } from '@fieldfile/domain/imports/mapping'
import { guessTerritories } from '@fieldfile/domain/imports/territory'
import type { ImportBatchView, ImportRowView, ImportSettings, IpcCalls, NetState } from '@fieldfile/protocol'
import { statusStore } from '../../../client/status-store.ts'
import { MemoryDb } from '../../../ui/record/testing/memory-db.ts'
import { id, now, zone } from '../../../ui/record/testing/seed.ts'
import { targets } from '../fields.ts'

type Call = IpcCalls['import.call']['in']
export const south = { id: id('south'), code: 'S', name: '华南', provinces: ['广东', '深圳'], parentId: null }
const north = { id: id('north'), code: 'N', name: '华北', provinces: ['北京'], parentId: null }
const territories = [south, north]

/** What a person in marketing holds. */
export function officeDb(roles: readonly ('MKT' | 'REP')[] = ['MKT']): MemoryDb {
  const db = new MemoryDb({ now, me: { id: id('wen'), name: '温清', roles, territoryIds: [], zone } })
  db.seed([
    { type: 'user', id: id('wen'), body: { name: '温清', nameEn: 'Qing Wen', roles } },
    { type: 'user', id: id('tang'), body: { name: '唐岳', nameEn: 'Yue Tang', roles: ['REP'] } },
    ...territories.map(({ id: key, ...body }) => ({
      type: 'territory',
      id: key,
      body: { ...body, nameEn: body.code === 'S' ? 'South China' : 'North China' }
    })),
    {
      type: 'account',
      id: id('lanyu'),
      body: {
        name: '岚屿精细化工有限公司',
        code: 'C-0042',
        city: '无锡',
        phones: ['+8651082765432'],
        ownerUserId: id('tang')
      }
    }
  ])
  return db
}

const header = ['证券代码', '编号', '简称', '地区', '行业', '公司名称', '英文名称', '联系人', '手机']
const cells = [
  [
    '000001.SZ',
    '000001',
    '平安银行',
    '深圳',
    '银行',
    '平安银行股份有限公司',
    'Ping An Bank Co., Ltd.',
    '周敏',
    '13805741234'
  ],
  [
    '000004.SZ',
    '000004',
    '*ST国华',
    '深圳',
    '软件服务',
    '深圳国华网安科技股份有限公司',
    'Shenzhen Guohua Network Security Technology Co., Ltd.',
    '吴建国',
    '13915551234'
  ],
  [
    '000725.SZ',
    '000725',
    '京东方A',
    '北京',
    '元器件',
    '京东方科技集团股份有限公司',
    'BOE Technology Group Co., Ltd.',
    '',
    ''
  ],
  [
    '600031.SH',
    '600031',
    '三一重工',
    '湖南',
    '工程机械',
    '三一重工股份有限公司',
    'Sany Heavy Industry Co., Ltd',
    '',
    ''
  ]
]
const values = [
  { value: '深圳', rows: 388 },
  { value: '北京', rows: 421 },
  { value: '湖南', rows: 97 },
  { value: '浙江', rows: 512 },
  { value: '江苏', rows: 498 },
  { value: '上海', rows: 340 },
  { value: '广东', rows: 300 },
  { value: '山东', rows: 151 },
  { value: '', rows: 2 }
]
const known = (value: string): boolean => ['深圳', '北京', '广东'].includes(value)

const rows: Record<string, ImportRowView[]> = {
  error: [
    row(17, 'error', '南通江海纸业有限公司', [
      { code: 'ROW_BAD_PHONE', column: '手机', text: '0513-TELEFON' },
      { code: 'BAD_CHECK_DIGIT', column: '税号', text: '91320214MA1MNABC1X' }
    ]),
    row(203, 'error', '', [{ code: 'REQUIRED', column: '公司名称', text: null }]),
    row(950, 'error', '海门机械', [{ code: 'ROW_CELL_COUNT', column: null, text: '8 / 9' }], ['公司名称'])
  ],
  alike: [
    {
      ...row(42, 'create', '岚屿化工厂有限公司'),
      match: { id: id('lanyu'), title: '岚屿精细化工有限公司', by: 'name', score: 0.94 }
    },
    { ...row(77, 'create', '无锡泵业'), match: { id: id('other'), title: '无锡泵业集团', by: 'phone', score: 1 } }
  ],
  create: cells.map((one, i) => row(i + 2, 'create', one[5]!, [], i === 1 ? ['简称'] : [])),
  update: [row(88, 'update', '岚屿精细化工有限公司')],
  skip: [{ ...row(99, 'skip', '朔禾重机'), match: { id: id('lanyu'), title: '朔禾重机', by: 'code', score: 1 } }]
}

function row(
  rowNo: number,
  outcome: ImportRowView['outcome'],
  title: string,
  problems: ImportRowView['problems'] = [],
  cleaned: string[] = []
): ImportRowView {
  return { rowNo, outcome, title, match: null, problems, cleaned }
}

/** The server's part of an import, as far as the screens see it. */
export class FakeServer {
  readonly calls: Call[] = []
  view: ImportBatchView
  batches: object[] = []
  /** The next calls fail with these codes. */
  failures: string[] = []
  /** Holds answers back until it is called. */
  release: (() => void) | null = null
  #held: Promise<void> = Promise.resolve()

  constructor(change: Partial<ImportBatchView> = {}) {
    const mapping = guessMapping(header, targets, cells)
    const settings: ImportSettings = {
      encoding: 'utf-8',
      hasHeader: true,
      mapping,
      defaults: { 'person.position': 'other' },
      territory: {
        column: 3,
        byValue: guessTerritories(
          values.map((v) => v.value),
          territories
        ),
        fallback: null
      },
      onExisting: 'skip'
    }
    this.view = this.#checked({
      id: id('import'),
      fileName: '上市公司_A.csv',
      fileSize: 412_300,
      state: 'uploaded',
      createdAt: now - 60_000,
      createdBy: id('wen'),
      settings,
      columns: header.map((name, i) => ({ name, samples: cells.map((one) => one[i]!) })),
      preview: cells,
      missing: [],
      territoryValues: values,
      counts: null,
      sameFileAs: null,
      kept: null,
      ...change
    })
    Object.defineProperty(window, 'fieldfile', {
      value: { call: (_: string, call: Call) => this.#answer(call), on: () => () => {} },
      configurable: true
    })
  }

  hold(): void {
    this.#held = new Promise((resolve) => {
      this.release = resolve
    })
  }
  of = (step: Call['step']): Call[] => this.calls.filter((call) => call.step === step)

  #checked(view: ImportBatchView): ImportBatchView {
    const { settings } = view
    const lost = settings.territory.fallback
      ? 0
      : values.filter(({ value }) => !known(value)).reduce((sum, one) => sum + one.rows, 0)
    const missing = missingTargets(settings.mapping, settings.defaults, targets).map(({ path }) => path)
    const errors = 3 + lost
    const counts = { rows: 2709, created: 2704 - lost, updated: 1, skipped: 1, persons: 2, sites: 0, errors, alike: 2 }
    return { ...view, missing, counts }
  }

  async #answer(call: Call) {
    this.calls.push(call)
    await this.#held
    const code = this.failures.shift()
    if (code) return { ok: false, error: { code } }
    return { ok: true, body: structuredClone(this.#body(call)) }
  }

  #body({ step, body, file }: Call): unknown {
    const { view } = this
    if (step === 'list') return { batches: this.batches }
    if (step === 'rows') {
      const found = rows[(body as { show: string }).show] ?? []
      return { rows: found, total: found.length }
    }
    if (step === 'upload')
      this.view = { ...view, fileName: (body as { fileName: string }).fileName, fileSize: file?.length ?? 0 }
    if (step === 'map') this.view = this.#checked({ ...view, state: 'mapped', settings: body as ImportSettings })
    if (step === 'commit') this.view = { ...view, state: 'committed' }
    if (step === 'revert')
      this.view = {
        ...view,
        state: 'reverted',
        kept: [
          { type: 'account', id: id('lanyu'), title: '岚屿化工', field: 'website' },
          { type: 'account', id: id('new'), title: '京东方A', field: null }
        ]
      }
    return this.view
  }
}

export function setNet(phase: NetState['phase']): void {
  const net: NetState = { phase, code: null, nextAt: null, lastSyncAt: now, clockOffset: 0 }
  statusStore.setState({ ...statusStore.getState(), net })
}
