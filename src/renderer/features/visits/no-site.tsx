import { newId } from '@fieldfile/protocol'
import { useTranslation } from 'react-i18next'
import { EmptyState, Panel, useLocale } from '../../ui/index.ts'
import type { VisitCard } from './card-query.ts'
import { editVisit, saveWithUndo } from './commands.ts'

/** A visit at the company's own address (docs/adr/0006): offers to make a site of it. */
export function NoSite({ card }: { card: VisitCard }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const { row, address, city } = card
  const make = () => {
    const id = newId()
    const name = t('siteName', { account: row.account })
    const values = { accountId: row.accountId, name, ...(address ? { address } : {}), ...(city ? { city } : {}) }
    void saveWithUndo(
      [{ type: 'site', id, kind: 'create', values }, editVisit(row.id, { siteId: id })],
      t('siteMade', { name }),
      locale
    )
  }
  return (
    <Panel title={t('gettingIn')}>
      <EmptyState
        title={t('noSiteTitle')}
        how={t('noSiteHow', { address: [city, address].filter(Boolean).join(' ') || t('addressUnknown') })}
        action={card.mayEdit ? { label: t('makeSite'), onAct: make } : undefined}
      />
    </Panel>
  )
}
