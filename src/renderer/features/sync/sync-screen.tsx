import { CloudUploadOutlined } from '@ant-design/icons'
import { paths, type IpcCalls, type Session } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useStatus, useQuery } from '../../client/index.ts'
import { EmptyState, Page, PageTabs, Panel, useLocale, useToasts, type ValueContext } from '../../ui/index.ts'
import { Conflicts } from './conflicts.tsx'
import { conflicts as conflictsQuery, titles as titlesQuery } from './queries.ts'
import { RefusedList } from './refused-list.tsx'
import css from './sync-screen.module.css'
import { ThisDevice } from './this-device.tsx'
import { useOutbox } from './use-outbox.ts'
import { useOutboxActions } from './use-outbox-actions.ts'
import { WaitingList } from './waiting-list.tsx'

const tabs = ['decide', 'waiting', 'refused', 'device'] as const
type Tab = (typeof tabs)[number]
const none: Readonly<Record<string, string>> = {}

/** W-32: what is to be decided, what waits, what was refused, and how this device stands. */
export default function SyncScreen() {
  const { t } = useTranslation('sync')
  const english = useLocale() === 'en'
  const status = useStatus()
  const { data: conflicts } = useQuery(conflictsQuery, { english })
  const { waiting, refused } = useOutbox()
  const { data: titles = none } = useQuery(titlesQuery, {
    refs: [...waiting, ...refused].map(({ type, id }) => ({ type, id })),
    english
  })
  const [session, setSession] = useState<Session | null>(null)
  const [info, setInfo] = useState<IpcCalls['app.info']['out'] | null>(null)
  const [chosen, setChosen] = useState<Tab | null>(null)
  const now = useMinute()
  useEffect(() => {
    void window.fieldfile.call('session.current', null).then(setSession)
    void window.fieldfile.call('app.info', null).then(setInfo)
  }, [])
  const context = localContext(now)
  const tab = chosen ?? (conflicts && conflicts.length === 0 && refused.length > 0 ? 'refused' : 'decide')
  const actions = useOutboxActions(titles, context)
  const offline = status.net.phase === 'offline' || status.net.phase === 'waiting'
  const list = { entries: refused, titles, context, ...actions }
  const syncNow = () => {
    void window.fieldfile.call('sync.now', { reason: 'person' })
    useToasts.getState().show({ text: t('asked') })
  }
  const counts: Partial<Record<Tab, number>> = {
    decide: conflicts?.length,
    waiting: waiting.length,
    refused: refused.length
  }
  const words = { decide: 'tabDecide', waiting: 'tabWaiting', refused: 'tabRefused', device: 'tabDevice' } as const

  return (
    <Page
      title={t('title')}
      subtitle={t('subtitle')}
      extra={
        <>
          <Link href={paths.ready}>{t('toReady')}</Link>
          <Button icon={<CloudUploadOutlined aria-hidden />} onClick={syncNow}>
            {t('syncNow')}
          </Button>
        </>
      }
      top={
        <PageTabs
          tab={tab}
          onTab={(key) => setChosen(key as Tab)}
          tabs={tabs.map((key) => ({ key, label: t(words[key]), count: counts[key] }))}
        />
      }
      aside={
        tab === 'decide' && (refused.length > 0 || waiting.length > 0) ? (
          <>
            {refused.length > 0 && (
              <Panel title={t('refusedPanel')} extra={refused.length}>
                <RefusedList {...list} entries={refused.slice(0, 3)} short onCorrect={() => setChosen('refused')} />
                <Button type="link" className={css.more} onClick={() => setChosen('refused')}>
                  {t('showAll')}
                </Button>
              </Panel>
            )}
            {waiting.length > 0 && (
              <Panel title={t('waitingPanel')} extra={waiting.length}>
                <WaitingList {...{ titles, context, now, offline }} entries={waiting} first={4} />
              </Panel>
            )}
          </>
        ) : undefined
      }
    >
      {tab === 'decide' && conflicts && <Conflicts {...{ conflicts, context, now }} device={session?.device ?? null} />}
      {tab === 'waiting' && (
        <Panel>
          {waiting.length > 0 ? (
            <WaitingList {...{ titles, context, now, offline }} entries={waiting} first={50} />
          ) : (
            <EmptyState title={t('noWaiting')} how={t('noWaitingHow')} />
          )}
        </Panel>
      )}
      {tab === 'refused' && (
        <Panel>
          {refused.length > 0 ? (
            <RefusedList {...list} />
          ) : (
            <EmptyState title={t('noRefused')} how={t('noRefusedHow')} />
          )}
        </Panel>
      )}
      {tab === 'device' && <ThisDevice {...{ status, session, info, now }} zone={context.zone} />}
    </Page>
  )
}

const localContext = (now: number): ValueContext => ({
  today: new Date(now).toLocaleDateString('en-CA'),
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  currency: 'CNY'
})

/** The present moment, renewed each minute. */
function useMinute(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
