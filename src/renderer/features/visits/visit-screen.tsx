import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from 'antd'
import { useLocation } from 'wouter'
import { paths } from '@fieldfile/protocol'
import { useQuery } from '../../client/index.ts'
import { EmptyState, Page, Panel, useLocale } from '../../ui/index.ts'
import { AccessBox } from './access-box.tsx'
import { NoSite } from './no-site.tsx'
import { AgendaPanel } from './agenda-panel.tsx'
import { CapturePanel } from './capture-panel.tsx'
import { HistoryPanel } from './history-panel.tsx'
import { PeoplePanel } from './people-panel.tsx'
import { reportIdOf } from './commands.ts'
import { card as cardQuery } from './queries.ts'
import { ReportPanel } from './report-panel.tsx'
import { ReviewPanel } from './review-panel.tsx'
import { StagePanel } from './stage-panel.tsx'
import { VisitHeader } from './visit-header.tsx'

/** States in which the visit has begun: what happened can be written down. */
const begun = new Set(['checkedIn', 'checkedOut', 'refused', 'reported', 'reviewed', 'closed'])

/** W-02: one visit from plan to report. */
export default function VisitScreen({ params }: { params: Readonly<Record<string, string | undefined>> }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const [, navigate] = useLocation()
  const id = params['id'] ?? ''
  const reportId = useReportId(id)
  const { data, loading } = useQuery(cardQuery, { id, reportId: reportId ?? '', english: locale === 'en' })
  if (reportId === null || (loading && !data)) return null
  if (!data || data.row.id !== id)
    return loading ? null : (
      <Page title={t('visit')}>
        <Panel>
          <EmptyState
            title={t('noSuchVisit')}
            how={t('noSuchVisitHow')}
            action={{ label: t('toPlanner'), onAct: () => navigate(paths.planner) }}
          />
        </Panel>
      </Page>
    )
  const hasBegun = begun.has(data.row.state)
  const key = { id: data.report.id ?? reportId, visitId: id, accountId: data.row.accountId }
  return (
    <Page
      key={id}
      top={<VisitHeader card={data} />}
      aside={
        <>
          {data.access ? <AccessBox card={data} access={data.access} /> : <NoSite card={data} />}
          <HistoryPanel card={data} />
        </>
      }
    >
      <StagePanel card={data} reportKey={key} />
      {data.offered.includes('approve') && <ReviewPanel card={data} />}
      <AgendaPanel card={data} reportKey={key} canAnswer={hasBegun} />
      <PeoplePanel card={data} canMeet={hasBegun} />
      {hasBegun && data.row.state !== 'refused' && <CapturePanel card={data} reportKey={key} />}
      {hasBegun && <ReportPanel card={data} reportKey={key} />}
      <p>
        <Button type="link" onClick={() => navigate(paths.account(data.row.accountId))}>
          {t('toAccount', { account: data.row.account })}
        </Button>
      </p>
    </Page>
  )
}

/** The report's id follows from the visit's; the digest takes a moment. */
function useReportId(visitId: string): string | null {
  const [id, setId] = useState<{ of: string; id: string } | null>(null)
  useEffect(() => {
    let current = true
    void reportIdOf(visitId).then((made) => current && setId({ of: visitId, id: made }))
    return () => {
      current = false
    }
  }, [visitId])
  return id?.of === visitId ? id.id : null
}
