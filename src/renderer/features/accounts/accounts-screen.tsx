import { CloudServerOutlined, PlusOutlined, SearchOutlined } from '@ant-design/icons'
import { paths } from '@fieldfile/protocol'
import { Button, Input, type InputRef } from 'antd'
import { useDeferredValue, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useQuery } from '../../client/index.ts'
import {
  DataTable,
  EmptyState,
  Kbd,
  Page,
  Panel,
  Segments,
  isComposing,
  useLocale,
  type DataColumn
} from '../../ui/index.ts'
import { usePageKeys } from '../../ui/record/index.ts'
import { useListColumns } from './list-columns.tsx'
import { list, search, type AccountList, type AccountRow } from './list-query.ts'
import { rowsOf, useListState, views, type View } from './list-state.ts'
import { NewAccount } from './new-account.tsx'
import { PeekPanel } from './peek-panel.tsx'
import { useServerSearch } from './server-search.ts'
import css from './accounts.module.css'

const viewWords = {
  all: 'viewAll',
  mine: 'viewMine',
  key: 'viewKey',
  prospects: 'viewProspects',
  noVisit: 'viewNoVisit'
} as const

/** W-04: find a customer. */
export default function AccountsScreen() {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const { data } = useQuery(list, { english: locale === 'en' })
  const [creating, setCreating] = useState(false)
  usePageKeys({ n: () => setCreating(true) })
  const mine = data?.rows.filter((row) => row.mine).length
  return (
    <>
      <ListPage
        data={data}
        subtitle={
          data &&
          [
            t('count', { n: data.rows.length }),
            mine !== undefined && mine < data.rows.length && `${t('viewMine')} ${mine}`
          ]
            .filter(Boolean)
            .join(' · ')
        }
        onCreate={() => setCreating(true)}
      />
      {creating && <NewAccount onClose={() => setCreating(false)} />}
    </>
  )
}

interface ListPageProps {
  data: AccountList | undefined
  subtitle: string | undefined
  onCreate: () => void
}

function ListPage({ data, subtitle, onCreate }: ListPageProps) {
  const { t } = useTranslation('accounts')
  const [, navigate] = useLocation()
  const { view, text, peek } = useListState()
  const found = useQuery(search, { text: useDeferredValue(text) }).data ?? null
  const server = useServerSearch(text, data?.holds === false)
  const rows = useMemo(
    () => rowsOf(data?.rows ?? [], view, text.trim() === '' ? null : found),
    [data, view, text, found]
  )
  const columns = useListColumns(data?.zone ?? 'UTC')
  const filter = useRef<InputRef>(null)
  const table = useRef<HTMLDivElement>(null)
  usePageKeys({
    '/': () => filter.current?.focus({ cursor: 'all' }),
    escape: () => useListState.setState({ peek: null })
  })

  const looking = peek !== null && rows.some((row) => row.id === peek)
  const open = (row: AccountRow) => navigate(paths.account(row.id))
  const onFilterKey = (event: KeyboardEvent) => {
    if (isComposing(event)) return
    if (event.key === 'ArrowDown') {
      event.preventDefault()
      const box = table.current?.querySelector<HTMLElement>('[role=group]')
      box?.focus()
      box?.dispatchEvent(new window.KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))
    } else if (event.key === 'Enter' && rows[0]) open(rows[0])
    else if (event.key === 'Escape') useListState.setState({ text: '' })
  }
  return (
    <Page
      title={t('title')}
      subtitle={subtitle}
      extra={
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={onCreate}>
          {t('newAccount')} <Kbd>N</Kbd>
        </Button>
      }
      top={
        <div className={css.toolbar}>
          <Input
            ref={filter}
            className={css.filter}
            allowClear
            prefix={<SearchOutlined aria-hidden />}
            suffix={<Kbd>/</Kbd>}
            aria-label={t('filter')}
            placeholder={t('filter')}
            value={text}
            onChange={(event) => useListState.setState({ text: event.target.value })}
            onKeyDown={onFilterKey}
          />
          <Segments
            label={t('views')}
            value={view}
            onChange={(next: View) => useListState.setState({ view: next })}
            options={views.map((value) => ({ value, label: t(viewWords[value]) }))}
          />
          <span className={css.quiet} role="status">
            {data && rows.length < data.rows.length && t('countOf', { n: rows.length, all: data.rows.length })}
          </span>
        </div>
      }
    >
      {/* One tree with and without the look at the side: the table keeps focus and place. */}
      <div className={`${css.split} ${looking ? css.looking : ''}`}>
        <Panel flush>
          <div ref={table}>
            {data && (
              <Rows
                {...{ data, rows, columns }}
                onOpen={open}
                filtered={view !== 'all' || text.trim() !== ''}
                onCreate={onCreate}
              />
            )}
          </div>
          {text.trim() !== '' && (
            <div className={css.serverBar}>
              <CloudServerOutlined aria-hidden />
              {server.told ?? (
                <button type="button" className={css.text} onClick={server.ask}>
                  {t('askServer', { text: text.trim() })}
                </button>
              )}
            </div>
          )}
        </Panel>
        {looking && peek && (
          <aside>
            <PeekPanel id={peek} />
          </aside>
        )}
      </div>
    </Page>
  )
}

const peekAt = (row: AccountRow) => useListState.setState(({ peek }) => ({ peek: peek === row.id ? null : row.id }))
const followPeek = (row: AccountRow) => useListState.setState(({ peek }) => ({ peek: peek && row.id }))

interface RowsProps {
  data: AccountList
  rows: AccountRow[]
  columns: readonly DataColumn<AccountRow>[]
  filtered: boolean
  onOpen: (row: AccountRow) => void
  onCreate: () => void
}

function Rows({ data, rows, columns, filtered, onOpen, onCreate }: RowsProps) {
  const { t } = useTranslation('accounts')
  const empty =
    data.rows.length > 0 && filtered ? (
      <EmptyState
        title={t('emptyView')}
        how={t('emptyViewHow')}
        action={{ label: t('showAll'), onAct: () => useListState.setState({ view: 'all', text: '' }) }}
      />
    ) : data.holds ? (
      <EmptyState title={t('emptyTitle')} how={t('emptyHow')} action={{ label: t('newAccount'), onAct: onCreate }} />
    ) : (
      <EmptyState title={t('emptyServer')} how={t('emptyServerHow')} />
    )
  return (
    <DataTable<AccountRow>
      label={t('title')}
      rows={rows}
      rowKey={(row) => row.id}
      columns={columns}
      filterText={false}
      onOpen={onOpen}
      onPeek={peekAt}
      onActive={followPeek}
      empty={empty}
    />
  )
}
