import {
  AlertOutlined,
  BarChartOutlined,
  CalendarOutlined,
  CustomerServiceOutlined,
  EllipsisOutlined,
  FundOutlined,
  HomeOutlined,
  PhoneOutlined,
  PlusOutlined,
  PrinterOutlined,
  RadarChartOutlined,
  SettingOutlined,
  SyncOutlined,
  TeamOutlined
} from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { GalleryFields } from './gallery-fields.tsx'
import { GalleryRecord } from './gallery-record.tsx'
import { GalleryStates } from './gallery-states.tsx'
import { sample, type Sample } from './gallery-words.ts'
import {
  AppShell,
  RecordHeader,
  SyncBadge,
  UiProvider,
  UndoToast,
  useLocale,
  type Density,
  type ThemeMode
} from './index.ts'

export type GalleryView = 'record' | 'states' | 'fields'

export interface GalleryProps {
  mode: ThemeMode
  density: Density
  view: GalleryView
  nonce?: string
}

/** Every widget in its states; for tests and for the eye. */
export function Gallery({ mode, density, view, nonce }: GalleryProps) {
  const locale = useLocale()
  const t = sample(locale)
  return (
    <UiProvider mode={mode} density={density} nonce={nonce}>
      <AppShell
        {...entries(t)}
        current="accounts"
        onNavigate={() => {}}
        back={() => {}}
        searchText={t('搜索客户、联系人、电话，或输入命令', 'Search, or type a command')}
        onSearch={() => {}}
        sync={<SyncBadge state="synced" at={t('1 分钟前', '1 min ago')} />}
        notices={{ count: 4, onOpen: () => {} }}
        locale={locale}
        onLocale={() => {}}
        user={{ name: t('许宁', 'Ning Xu'), role: t('内勤 · 华东', 'Desk · East China'), menu: [] }}
      >
        {view === 'record' && <GalleryRecord header={<Header t={t} />} t={t} />}
        {view === 'states' && <GalleryStates t={t} />}
        {view === 'fields' && <GalleryFields t={t} />}
      </AppShell>
      <UndoToast />
    </UiProvider>
  )
}

function entries(t: Sample) {
  return {
    entries: [
      { key: 'today', label: t('今日', 'Today'), icon: <HomeOutlined />, kbd: 'Ctrl 1' },
      { key: 'accounts', label: t('客户', 'Accounts'), icon: <TeamOutlined />, kbd: 'Ctrl 2', href: '#accounts' },
      { key: 'planner', label: t('计划', 'Planner'), icon: <CalendarOutlined /> },
      { key: 'deals', label: t('商机', 'Deals'), icon: <FundOutlined /> },
      { key: 'signals', label: t('动向', 'Signals'), icon: <RadarChartOutlined />, count: 6 },
      { key: 'complaints', label: t('投诉', 'Complaints'), icon: <CustomerServiceOutlined />, count: 2 },
      { key: 'warnings', label: t('预警', 'Warnings'), icon: <AlertOutlined /> },
      { key: 'analytics', label: t('统计', 'Analytics'), icon: <BarChartOutlined /> }
    ],
    bottom: [
      { key: 'sync', label: t('同步', 'Sync'), icon: <SyncOutlined />, count: 3, countTone: 'conflict' as const },
      { key: 'settings', label: t('设置', 'Settings'), icon: <SettingOutlined /> }
    ]
  }
}

function Header({ t }: { t: Sample }) {
  const [tab, setTab] = useState('overview')
  return (
    <RecordHeader
      title={t('岚屿化工', 'Lanyu Chemical')}
      classBadge="A"
      status={{ tone: 'info', text: t('保护', 'Protect') }}
      facts={t(
        '终端用户|精细化工|3 个厂区|无锡|负责人 唐岳',
        'End user|fine chemicals|3 plants|Wuxi|owner Yue Tang'
      ).split('|')}
      actions={
        <>
          <Button icon={<PhoneOutlined aria-hidden />}>{t('致电', 'Call')}</Button>
          <Button icon={<PlusOutlined aria-hidden />}>{t('记录', 'Capture')}</Button>
          <Button type="primary" icon={<PrinterOutlined aria-hidden />}>
            {t('打开准备包', 'Open briefing')}
          </Button>
          <Button icon={<EllipsisOutlined aria-hidden />} aria-label={t('更多', 'More')} />
        </>
      }
      flags={[
        {
          key: 'gate',
          tone: 'warn',
          topic: t('入厂', 'Gate'),
          text: (
            <>
              <b>{t('全厂防爆：', 'Ex zone, whole site')}</b>
              {t('只带打印的准备包', ': printed briefing only')}
            </>
          )
        },
        {
          key: 'person',
          tone: 'danger',
          topic: t('关键人', 'Key person'),
          text: (
            <>
              <b>{t('采购经理 9月3日离职', 'Purchasing manager left 3 Sep')}</b>
              {t('，继任者未见', '; successor unmet')}
            </>
          ),
          action: { label: t('安排会面', 'Plan meeting'), onAct: () => {} }
        },
        {
          key: 'promise',
          tone: 'danger',
          topic: t('我方承诺', 'Our promise'),
          text: (
            <>
              <b>{t('选型报告逾期 3 天', 'Report 3 days late')}</b>
              {t('，服务部', '; Service')}
            </>
          ),
          action: { label: t('催办', 'Chase'), onAct: () => {} }
        }
      ]}
      figures={figures(t)}
      tabs={[
        { key: 'overview', label: t('概览', 'Overview') },
        { key: 'people', label: t('采购决策链', 'Buying centre'), count: 9 },
        { key: 'timeline', label: t('接触记录', 'Timeline') },
        { key: 'deals', label: t('商机', 'Deals'), count: 3 },
        { key: 'documents', label: t('资料', 'Documents'), count: 12 }
      ]}
      tab={tab}
      onTab={setTab}
    />
  )
}

function figures(t: Sample) {
  const computed = t('计算 · 今天', 'Computed · today')
  return [
    {
      key: 'sales',
      label: t('近 12 个月销售额', 'Sales, 12 months'),
      value: t('¥2,083 万', '¥20.83 M'),
      delta: { text: t('+6.1 %/年', '+6.1 %/yr'), direction: 'up' as const, tone: 'ok' as const },
      source: t('ERP · 今天 06:00', 'ERP · today 06:00')
    },
    {
      key: 'share',
      label: t('我司采购占比', 'Share of wallet'),
      value: '71 %',
      delta: { text: t('−2 点', '−2 pts'), direction: 'down' as const, tone: 'warn' as const },
      source: t('估算 · 6月', 'Estimate · Jun')
    },
    {
      key: 'margin',
      label: t('贡献', 'Contribution'),
      value: t('高', 'High'),
      note: t('区间', 'band'),
      source: computed
    },
    {
      key: 'credit',
      label: t('信用', 'Credit'),
      value: 'A',
      note: t('平均晚付 3 天', 'pays 3 d late'),
      source: t('财务 · 9月10日', 'Finance · 10 Sep')
    },
    {
      key: 'attitude',
      label: t('态度', 'Attitude'),
      value: '+43',
      note: t('6月 +49', 'Jun +49'),
      source: t('8 人 · 8月27日', '8 people · 27 Aug')
    },
    {
      key: 'roles',
      label: t('角色覆盖', 'Role coverage'),
      value: '86 %',
      delta: { text: t('缺采购者', 'buyer missing'), direction: 'down' as const, tone: 'danger' as const },
      source: computed
    },
    {
      key: 'silent',
      label: t('沉默抱怨', 'Silent complaint'),
      value: '18',
      note: t('低 · 上限 40', 'low · act at 40'),
      source: computed
    }
  ]
}
