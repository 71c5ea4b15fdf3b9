import { Button } from 'antd'
import { useState } from 'react'
import type { Sample } from './gallery-words.ts'
import {
  ClassBadge,
  CommandPalette,
  ConfirmIrreversible,
  DataTable,
  FieldRow,
  KeyHelp,
  Page,
  Panel,
  Segments,
  StatusTag,
  SyncBadge,
  useToasts,
  type DataColumn
} from './index.ts'

interface Row {
  id: string
  name: string
  due: number
  overdue: number
}

const rowCount = 3_000

export function GalleryStates({ t }: { t: Sample }) {
  const [view, setView] = useState('week')
  const [open, setOpen] = useState<'palette' | 'keys' | 'erase'>()
  const [query, setQuery] = useState('')
  const [picked, setPicked] = useState('')
  const [selected, setSelected] = useState<string[]>([])
  const show = useToasts((state) => state.show)
  const close = () => setOpen(undefined)
  const names = [t('岚屿化工', 'Lanyu Chemical'), t('云栎纸业', 'Yunli Paper'), t('朔禾重机', 'Shuohe Machinery')]
  const moved = () =>
    show({ text: t('拜访已改到周四 14:00', 'Visit moved to Thu 14:00'), undo: () => setPicked('undone') })
  return (
    <Page
      title={t('状态', 'States')}
      subtitle={picked}
      extra={
        <>
          <Button onClick={() => setOpen('palette')}>{t('命令', 'Commands')}</Button>
          <Button onClick={() => setOpen('keys')}>{t('快捷键', 'Keys')}</Button>
          <Button danger onClick={() => setOpen('erase')}>
            {t('删除此人', 'Erase person')}
          </Button>
          <Button type="primary" onClick={moved}>
            {t('改期', 'Move')}
          </Button>
        </>
      }
      aside={<States t={t} />}
    >
      <Segments
        label={t('视图', 'View')}
        options={['day', 'week', 'month'].map((value, i) => ({
          value,
          label: t('日周月'[i]!, ['Day', 'Week', 'Month'][i]!)
        }))}
        value={view}
        onChange={setView}
      />
      <Panel flush>
        <DataTable<Row>
          label={t('客户', 'Accounts')}
          rows={rows(t)}
          rowKey={(row) => row.id}
          columns={columns(t)}
          onOpen={(row) => setPicked(`open ${row.id}`)}
          onPeek={(row) => setPicked(`peek ${row.id}`)}
          selected={selected}
          onSelect={setSelected}
          height={320}
        />
      </Panel>
      <CommandPalette
        open={open === 'palette'}
        onClose={close}
        placeholder={t('搜索客户、联系人、电话，或输入命令', 'Search, or type a command')}
        onQuery={setQuery}
        groups={[
          {
            key: 'accounts',
            label: t('客户', 'Accounts'),
            items: names
              .filter((name) => name.includes(query))
              .map((name) => ({ key: name, label: name, hint: t('无锡', 'Wuxi') }))
          },
          {
            key: 'commands',
            label: t('命令', 'Commands'),
            items: [{ key: 'new', label: t('新建客户', 'New account'), kbd: 'N' }]
          }
        ]}
        resultsFor={query}
        onPick={(item) => setPicked(`pick ${item.key}`)}
      />
      <KeyHelp open={open === 'keys'} onClose={close} groups={keyGroups(t)} />
      <ConfirmIrreversible
        open={open === 'erase'}
        title={t('删除邵铁岩', 'Erase Tieyan Shao')}
        consequence={t(
          '12 条记录里的姓名和电话会删除，不能恢复。',
          'Name and phone go from 12 records and cannot come back.'
        )}
        action={t('删除', 'Erase')}
        typed={t('邵铁岩', 'Tieyan Shao')}
        onConfirm={close}
        onCancel={close}
      />
    </Page>
  )
}

function States({ t }: { t: Sample }) {
  return (
    <>
      <Panel title={t('字段状态', 'Field states')}>
        <FieldRow label={t('已同步', 'Synced')} source={t('ERP · 今天 06:00', 'ERP · today 06:00')}>
          {t('60 天', '60 days')}
        </FieldRow>
        <FieldRow label={t('未发送', 'Unsent')} state="unsent" source="10:41">
          {t('2027 年能耗 −8 %', 'Energy −8 % by 2027')}
        </FieldRow>
        <FieldRow
          label={t('过期', 'Stale')}
          state="stale"
          lead={t('14 个月前', '14 months old')}
          source={t('邵铁岩', 'T. Shao')}
        >
          {t('10月检修', 'Overhaul in Oct')}
        </FieldRow>
        <FieldRow
          label={t('冲突', 'Conflict')}
          state="conflict"
          lead={t('另有 14:00', 'other: 14:00')}
          action={{ label: t('去选择', 'decide'), onAct: () => {} }}
        >
          {t('13:30 会面', 'Meet 13:30')}
        </FieldRow>
        <FieldRow
          label={t('被拒', 'Refused')}
          state="refused"
          lead={t('只有财务可改，值已保留', 'Only Finance may change it; kept')}
        >
          ¥300,000
        </FieldRow>
        <FieldRow
          label={t('锁定', 'Locked')}
          state="locked"
          lead={t('已签到，时间不再变动', 'Checked in; time is fixed')}
        >
          09:49–11:19
        </FieldRow>
        <FieldRow
          label={t('无权', 'No right')}
          state="noRight"
          lead={t('成本只对经理开放', 'Costs are for managers')}
        />
        <FieldRow label={t('离线', 'Offline')} state="offline" lead={t('截至昨天 18:42', 'as of yesterday 18:42')}>
          {t('上次报价 4 份', '4 earlier quotes')}
        </FieldRow>
      </Panel>
      <Panel title={t('标记', 'Marks')}>
        <ClassBadge value="A" /> <ClassBadge value="B" /> <ClassBadge value="C" />{' '}
        <StatusTag tone="ok">{t('就绪', 'Ready')}</StatusTag>{' '}
        <StatusTag tone="warn">{t('缺 4 次', '4 short')}</StatusTag>{' '}
        <StatusTag tone="danger">{t('逾期', 'Late')}</StatusTag>{' '}
        <StatusTag tone="info">{t('保护', 'Protect')}</StatusTag>{' '}
        <StatusTag tone="conflict">{t('冲突', 'Conflict')}</StatusTag>{' '}
        <StatusTag tone="neutral">{t('草稿', 'Draft')}</StatusTag>
      </Panel>
      <Panel title={t('同步', 'Sync')}>
        <SyncBadge state="offline" at={t('昨天 18:42', '18:42')} waiting={4} />
        <SyncBadge state="waiting" waiting={12} at="17:52" />
        <SyncBadge state="conflicts" conflicts={3} waiting={12} at="17:52" />
        <SyncBadge state="syncing" progress={0.62} />
      </Panel>
    </>
  )
}

function columns(t: Sample): DataColumn<Row>[] {
  return [
    {
      key: 'name',
      title: t('客户', 'Account'),
      value: (row) => row.name,
      width: 260,
      flag: (row) => (row.due > 2.99 ? <StatusTag tone="danger">{t('关键人', 'Key person')}</StatusTag> : null)
    },
    { key: 'due', title: t('应访', 'Due'), unit: '×', value: (row) => row.due, numeric: true, width: 110 },
    {
      key: 'overdue',
      title: t('逾期款', 'Overdue'),
      unit: t('元', 'CNY'),
      value: (row) => row.overdue,
      numeric: true,
      width: 140
    },
    { key: 'next', title: t('下次拜访', 'Next visit'), value: () => null, width: 140 }
  ]
}

const made = new Map<string, Row[]>()
function rows(t: Sample): Row[] {
  const name = t('云栎纸业', 'Yunli Paper')
  const known = made.get(name)
  if (known) return known
  const fresh = Array.from({ length: rowCount }, (_, i) => ({
    id: `r${i}`,
    name: `${name} ${i + 1}`,
    due: Math.round((3 - i / 1000) * 100) / 100,
    overdue: (i * 7919) % 120_000
  }))
  made.set(name, fresh)
  return fresh
}

const keyGroups = (t: Sample) => [
  {
    title: t('到处', 'Everywhere'),
    keys: [
      ['Ctrl K', t('搜索和命令', 'Search and commands')],
      ['Ctrl 1–8', t('主导航', 'Main navigation')],
      ['Ctrl Z', t('撤销', 'Undo')]
    ] as const
  },
  {
    title: t('列表', 'Lists'),
    keys: [
      ['/', t('筛选', 'Filter')],
      ['↑ ↓', t('移动', 'Move')]
    ] as const
  }
]
