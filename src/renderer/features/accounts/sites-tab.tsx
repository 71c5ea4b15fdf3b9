import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { types } from '@fieldfile/protocol/entities/index'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { EmptyState, Panel, useLocale } from '../../ui/index.ts'
import { RecordFlat } from '../../ui/record/index.ts'
import { AccessChips } from './access-chips.tsx'
import type { TabProps } from './account-screen.tsx'
import css from './accounts.module.css'
import { codeLabel } from './labels.ts'

/** Each plant with what it takes to get in. */
export function SitesTab({ file, gone, context, saver, write, onCapture }: TabProps) {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const type = types.get('site')!
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
  const remove = (id: string, name: string) =>
    void write([{ kind: 'delete', type: 'site', id }], t('removed', { name }))
  return (
    <>
      {file.sites.map((site) => {
        const name = String(site.body['name'] ?? '—')
        return (
          <Panel
            key={site.id}
            title={
              <>
                {name}{' '}
                <span className={css.titleFacts}>
                  {[codeLabel('site', 'kind', site.body['kind'] as string, locale), site.body['city']]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </>
            }
            extra={
              site.mayDelete &&
              !gone && (
                <Button
                  type="text"
                  size="small"
                  icon={<DeleteOutlined aria-hidden />}
                  aria-label={`${t('removeSite')} ${name}`}
                  title={t('removeSite')}
                  onClick={() => remove(site.id, name)}
                />
              )
            }
          >
            <div className={css.siteChips}>
              <AccessChips site={site.body} />
            </div>
            <RecordFlat type={type} view={site} context={context} hide={['tags']} {...saver('site', site.id)} />
          </Panel>
        )
      })}
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
