import { CarOutlined, PhoneFilled, ToolOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import type { Sample } from './gallery-words.ts'
import { EditableField, EmptyState, FieldRow, Page, Panel, ProgressBar, StatusTag, Timeline } from './index.ts'

export function GalleryRecord({ t, header }: { t: Sample; header: ReactNode }) {
  return (
    <Page
      top={header}
      aside={
        <>
          <Panel
            title={t('下次拜访', 'Next visit')}
            extra={<StatusTag tone="ok">{t('已确认', 'Confirmed')}</StatusTag>}
          >
            {t('明天 09:49–11:19', 'Tomorrow 09:49–11:19')}
          </Panel>
          <Panel title={t('本周', 'This week')} extra={t('30 / 40 小时', '30 of 40 h')}>
            <ProgressBar label={t('负荷', 'Load')} value={0.75} mark={0.9} />
          </Panel>
          <Panel title={t('商机', 'Deals')}>
            <EmptyState
              title={t('还没有商机', 'No deals yet')}
              how={t('从拜访记录里添加，或按 N 新建。', 'Add one from a visit, or press N.')}
              action={{ label: t('新建商机', 'New deal'), onAct: () => {} }}
            />
          </Panel>
        </>
      }
    >
      <Panel title={t('关键资料', 'Key facts')} extra={t('完整度 84 %', '84 % complete')}>
        <FieldRow label={t('账期', 'Payment terms')} source={t('ERP · 今天', 'ERP · today')}>
          {t('60 天', '60 days')}
        </FieldRow>
        <FieldRow
          label={t('检修月', 'Overhaul month')}
          state="stale"
          source={t('邵铁岩 · 14 个月前', 'T. Shao · 14 months ago')}
        >
          {t('10月', 'October')}
        </FieldRow>
        <EditableField
          label={t('经营目标', 'Business goals')}
          type={{ kind: 'text' }}
          value={t('2027 年能耗 −8 %', 'Energy −8 % by 2027')}
          onSave={() => {}}
          state="unsent"
          source={t('许宁 · 刚才', 'You · just now')}
        />
      </Panel>
      <Panel
        title={t('接触记录', 'Timeline')}
        extra={
          <Button type="link" size="small">
            {t('筛选', 'Filter')}
          </Button>
        }
      >
        <Timeline
          label={t('接触记录', 'Timeline')}
          entries={[
            {
              key: '1',
              date: t('9月13日', '13 Sep'),
              icon: <ToolOutlined />,
              kind: t('服务', 'Service'),
              by: t('韩露', 'Lu Han'),
              text: t(
                '2 号厂区 P-204 泵振动 7.1 mm/s，建议 10 月检修时换机械密封',
                'Plant 2, pump P-204 vibrates at 7.1 mm/s; advised a new seal'
              ),
              basis: t('测量', 'measured')
            },
            {
              key: '2',
              date: t('9月4日', '4 Sep'),
              icon: <PhoneFilled />,
              kind: t('呼叫中心', 'Call centre'),
              by: t('罗绮', 'Qi Luo'),
              text: t('陶颖来电：梁启衡已离职', 'Ying Tao called: Q. Liang has left'),
              tag: { tone: 'info', text: t('动向 · 人事变更', 'Signal · personnel') },
              basis: t('口述', 'stated'),
              onOpen: () => {}
            },
            {
              key: '3',
              date: t('8月27日', '27 Aug'),
              icon: <CarOutlined />,
              kind: t('拜访', 'Visit'),
              by: t('唐岳', 'Yue Tang'),
              text: t(
                '见邵铁岩、姜一鸣；答应 9月11日前给选型报告',
                'Met T. Shao, Y. Jiang; promised the report by 11 Sep'
              ),
              tag: { tone: 'danger', text: t('承诺逾期 3 天', 'Promise 3 d late') },
              basis: t('已审', 'reviewed')
            }
          ]}
        />
      </Panel>
    </Page>
  )
}
