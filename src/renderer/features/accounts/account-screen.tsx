import { InfoCircleOutlined } from '@ant-design/icons'
import { paths } from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useParams } from 'wouter'
import { EmptyState, Page, Panel, useLocale } from '../../ui/index.ts'
import { usePageKeys } from '../../ui/record/index.ts'
import { AccountHeader, plannerFor, tabs, type Tab } from './account-header.tsx'
import css from './accounts.module.css'
import { Capture, type CaptureKind } from './capture.tsx'
import { FileTab } from './file-tab.tsx'
import { OverviewAside, OverviewTab } from './overview-tab.tsx'
import { PeopleTab } from './people-tab.tsx'
import { SitesTab } from './sites-tab.tsx'
import { StepDialog } from './step-dialog.tsx'
import { TasksTab } from './tasks-tab.tsx'
import { TimelineTab } from './timeline-tab.tsx'
import { useAccountFile, type OpenFile } from './use-file.ts'

/** W-05: the whole customer. */
export default function AccountScreen() {
  const { t } = useTranslation('accounts')
  const { id = '', tab } = useParams<{ id: string; tab?: string }>()
  const [, navigate] = useLocation()
  const state = useAccountFile(id)
  if (state.state === 'loading') return <Page>{null}</Page>
  if (state.state === 'missing')
    return (
      <Page>
        <Panel>
          <EmptyState
            title={t('missing')}
            how={t('missingHow')}
            action={{ label: t('back'), onAct: () => navigate(paths.accounts) }}
          />
        </Panel>
      </Page>
    )
  const shown = tabs.find((key) => key === tab) ?? 'overview'
  return <OpenAccount key={id} open={state} tab={shown} />
}

export interface CaptureRequest {
  kind: CaptureKind
  initial?: Readonly<Record<string, unknown>>
  /** The new person follows this one. */
  successorOf?: string
}

export interface TabProps extends OpenFile {
  onCapture: (kind: CaptureKind, initial?: CaptureRequest['initial'], successorOf?: string) => void
  onTab: (tab: Tab) => void
}

function OpenAccount({ open, tab }: { open: OpenFile; tab: Tab }) {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const [, navigate] = useLocation()
  const [capture, setCapture] = useState<CaptureRequest | null>(null)
  const [step, setStep] = useState<string | null>(null)
  const { file, gone, context, write } = open
  const { id } = file.account
  const onCapture: TabProps['onCapture'] = (kind, initial, successorOf) => setCapture({ kind, initial, successorOf })
  const onTab = (to: Tab) => navigate(paths.account(id, to === 'overview' ? undefined : to))
  usePageKeys({
    c: gone ? undefined : () => onCapture('interaction'),
    p: gone ? undefined : () => navigate(plannerFor(id))
  })

  const takeStep = async (event: string, reason?: string) => {
    const label = types.get('account')?.entity.lifeCycle?.events[event]?.label
    const text = t('stepDone', { name: file.name, event: locale === 'en' ? label?.en : label?.zh })
    await write([{ kind: 'edit', type: 'account', id, step: { event, reason } }], text)
    setStep(null)
  }
  const onStep = (event: string) => {
    const rule = types.get('account')?.entity.lifeCycle?.events[event]
    if (rule?.reason === 'always') setStep(event)
    else void takeStep(event)
  }
  const onDelete = async () => {
    const written = await write([{ kind: 'delete', type: 'account', id }], t('removed', { name: file.name }))
    if ('ids' in written) navigate(paths.accounts)
  }
  const props: TabProps = { ...open, onCapture, onTab }
  const bodies = {
    overview: <OverviewTab {...props} />,
    people: <PeopleTab {...props} />,
    sites: <SitesTab {...props} />,
    timeline: <TimelineTab {...props} />,
    tasks: <TasksTab {...props} />,
    file: <FileTab {...props} />
  }
  return (
    <Page
      top={
        <>
          {gone && <GoneNotice name={file.name} />}
          <AccountHeader {...{ file, tab, gone, onCapture, onStep }} onDelete={() => void onDelete()} />
        </>
      }
      aside={tab === 'overview' ? <OverviewAside {...props} /> : undefined}
    >
      {bodies[tab]}
      {capture && <Capture {...capture} {...{ file, context, write }} onClose={() => setCapture(null)} />}
      {step && (
        <StepDialog
          event={step}
          name={file.name}
          onStep={(reason) => void takeStep(step, reason)}
          onClose={() => setStep(null)}
        />
      )}
    </Page>
  )
}

/** Somebody deleted the customer, or it went to somebody else, while it was open here. */
function GoneNotice({ name }: { name: string }) {
  const { t } = useTranslation('accounts')
  const [, navigate] = useLocation()
  return (
    <div className={css.gone} role="status">
      <InfoCircleOutlined aria-hidden />
      <div>
        <div className={css.goneTitle}>{t('gone', { name })}</div>
        <div>{t('goneHow')}</div>
      </div>
      <Button onClick={() => navigate(paths.accounts)}>{t('back')}</Button>
    </div>
  )
}
