import { paths } from '@fieldfile/protocol'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from '../client/index.ts'
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

/** A link to a record of any type, from a reminder or another program: opens the screen that shows it. */
export function RecordRedirect({ id }: { id: string }) {
  const { t } = useTranslation('app')
  const action = useWayBack()
  const { data: found } = useQuery(locate, { id })
  useEffect(() => {
    if (found?.path) navigate(found.path, { replace: true })
  }, [found?.path])
  if (found === undefined || found?.path) return <Loading />
  return (
    <Page title={t('recordNotFound')}>
      <Panel>
        <EmptyState title={t('recordNotFound')} how={t('recordNotFoundHow')} action={action} />
      </Panel>
    </Page>
  )
}
