import { paths } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useQuery } from '../../client/index.ts'
import { EmptyState, Page, Panel, formatBytes, formatInstant, useLocale } from '../../ui/index.ts'
import { useMinute } from '../../ui/record/index.ts'
import { sayCode } from './failure.ts'
import { ImportSteps } from './import-steps.tsx'
import { places, type Places } from './import-queries.ts'
import { Notice } from './notice.tsx'
import { Result } from './result.tsx'
import { Running } from './running.tsx'
import { useOnline } from './use-network.ts'
import { useImport, type ImportState } from './use-import.ts'

const nowhere: Places = { may: true, zone: 'UTC', territories: [], users: {} }

/** W-31: one import from the file to its result, and back. */
export default function ImportScreen({ params }: { params: Readonly<Record<string, string | undefined>> }) {
  const id = params['id'] ?? ''
  return <ImportPage key={id} id={id} />
}

function ImportPage({ id }: { id: string }) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  const now = useMinute()
  const { data: known = nowhere } = useQuery(places, null)
  const state = useImport(id)
  const { view } = state
  if (!view) return <Missing state={state} />
  const user = known.users[view.createdBy]
  const who = (locale === 'en' ? (user?.nameEn ?? user?.name) : user?.name) ?? '—'
  const facts = [formatBytes(view.fileSize, locale), formatInstant(view.createdAt, locale, now, known.zone), who].join(
    ' · '
  )
  const done = view.state === 'committed' || view.state === 'reverted'
  return (
    <Page title={view.fileName} subtitle={facts} extra={<Link href={paths.imports}>{t('back')}</Link>}>
      {state.code && <Failed state={state} />}
      {state.running ? (
        <Running view={view} step={state.running} />
      ) : done ? (
        <Result state={state} view={view} known={known} />
      ) : (
        <ImportSteps state={state} view={view} known={known} now={now} />
      )}
    </Page>
  )
}

/** The last call failed; what is on the page stays, and nothing that was changed is lost. */
function Failed({ state }: { state: ImportState }) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  return (
    <Notice tone="danger" actions={<Button onClick={state.retry}>{t('again')}</Button>}>
      {sayCode(state.code ?? 'SERVER_ERROR', locale)} {state.checking && t('notSaved')}
    </Notice>
  )
}

function Missing({ state: { code, retry } }: { state: ImportState }) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  const offline = !useOnline()
  if (!code && !offline) return null
  return (
    <Page title={t('title')} extra={<Link href={paths.imports}>{t('back')}</Link>}>
      <Panel>
        {code === 'NOT_FOUND' ? (
          <EmptyState title={t('notFound')} how={t('notFoundHow')} />
        ) : (
          <EmptyState
            title={t('notLoaded')}
            how={sayCode(code ?? 'OFFLINE', locale)}
            action={{ label: t('again'), onAct: retry }}
          />
        )}
      </Panel>
    </Page>
  )
}
