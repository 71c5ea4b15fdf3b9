import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { types } from '@fieldfile/protocol/entities/index'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState, Panel, useLocale } from '../../ui/index.ts'
import { RecordFlat, isFilled, type RecordView } from '../../ui/record/index.ts'
import { AccessChips } from './access-chips.tsx'
import type { TabProps } from './account-screen.tsx'
import css from './accounts.module.css'
import { codeLabel } from '@fieldfile/domain/identity/labels'

/** Each plant with what it takes to get in. */
export function SitesTab({ file, gone, context, saver, write, onCapture }: TabProps) {
  const { t } = useTranslation('accounts')
  if (file.sites.length === 0)
    return (
      <Panel>
        <EmptyState
          title={t('sitesEmpty')}
          how={t('sitesEmptyHow')}
          action={{ label: t('addSite'), onAct: () => onCapture('site') }}
        />
      </Panel>
    )
  return (
    <>
      {file.sites.map((site) => (
        <SiteCard key={site.id} site={site} gone={gone} context={context} write={write} {...saver('site', site.id)} />
      ))}
      {!gone && (
        <div>
          <Button icon={<PlusOutlined aria-hidden />} onClick={() => onCapture('site')}>
            {t('addSite')}
          </Button>
        </div>
      )}
    </>
  )
}

/** Said by title and chips already; edited after a click. */
const inChips = [
  'name',
  'kind',
  'city',
  'preRegHours',
  'idRequired',
  'hostRequired',
  'ppe',
  'inductionRequired',
  'inductionValidDays',
  'gateMinutes',
  'cameraBanned',
  'deviceBannedZone',
  'networkQuality'
]

type SiteCardProps = Pick<TabProps, 'gone' | 'context' | 'write'> & ReturnType<TabProps['saver']> & { site: RecordView }

function SiteCard({ site, gone, context, write, onSave, onAppend }: SiteCardProps) {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const [all, setAll] = useState(false)
  const name = String(site.body['name'] ?? '—')
  const facts = [codeLabel('site', 'kind', site.body['kind'] as string, locale), site.body['city']]
    .filter(Boolean)
    .join(' · ')
  const remove = () => void write([{ kind: 'delete', type: 'site', id: site.id }], t('removed', { name }))
  return (
    <Panel
      title={
        <>
          {name} <span className={css.titleFacts}>{facts}</span>
        </>
      }
      extra={
        <>
          <button type="button" className={css.text} aria-expanded={all} onClick={() => setAll(!all)}>
            {t(all ? 'lessSite' : 'editSite')}
          </button>
          {site.mayDelete && !gone && (
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined aria-hidden />}
              aria-label={`${t('removeSite')} ${name}`}
              title={t('removeSite')}
              onClick={remove}
            />
          )}
        </>
      }
    >
      <div className={css.siteChips}>
        <AccessChips site={site.body} />
      </div>
      <RecordFlat
        type={types.get('site')!}
        view={site}
        context={context}
        hide={all ? ['tags'] : ['tags', ...inChips.filter((field) => isFilled(site.body[field]))]}
        onSave={onSave}
        onAppend={onAppend}
      />
    </Panel>
  )
}
