import { paths } from '@fieldfile/protocol'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lookup, useQuery } from '../client/index.ts'
import { locate } from '../features/search/queries.ts'
import { EmptyState, Page, Panel } from '../ui/index.ts'
import { goBack, navigate, useHistory, canStep } from './history.ts'
import { Loading } from './loading.tsx'

/** The way back: to where one came from, else to Today. */
function useWayBack(): { label: string; onAct: () => void } {
  const { t } = useTranslation('app')
  const history = useHistory()
  return canStep(history, -1)
    ? { label: t('back'), onAct: goBack }
    : { label: t('toToday'), onAct: () => navigate(paths.today, { replace: true }) }
}

export function NotFound({ path }: { path: string }) {
  const { t } = useTranslation('app')
  const action = useWayBack()
  return (
    <Page title={t('notFound')}>
      <Panel>
        <EmptyState title={t('notFound')} how={t('notFoundHow', { path })} action={action} />
      </Panel>
    </Page>
  )
}

/** Types a link may name that this device need not hold. */
const lookedUp = ['account', 'person', 'visit'] as const

/** Asks the server for a record this device does not hold; the query sees what comes. */
async function askServer(id: string): Promise<void> {
  await Promise.all(lookedUp.map((type) => lookup({ type, ids: [id] }).catch(() => null)))
}

/** A link to a record of any type, from a reminder or another program: opens the screen that shows it. */
export function RecordRedirect({ id }: { id: string }) {
  const { t } = useTranslation('app')
  const action = useWayBack()
  const { data: found } = useQuery(locate, { id })
  const [asked, setAsked] = useState('')
  useEffect(() => {
    if (found?.path) navigate(found.path, { replace: true })
  }, [found?.path])
  useEffect(() => {
    if (found !== null) return
    let current = true
    const ask = async () => {
      await askServer(id)
      if (current) setAsked(id)
    }
    void ask()
    return () => {
      current = false
    }
  }, [found, id])
  if (found === undefined || found?.path) return <Loading />
  const waiting = asked !== id
  return (
    <Page title={waiting ? undefined : t('recordNotFound')}>
      <Panel>
        {waiting ? (
          <p role="status">{t('lookingUp')}</p>
        ) : (
          <EmptyState title={t('recordNotFound')} how={t('recordNotFoundHow')} action={action} />
        )}
      </Panel>
    </Page>
  )
}
