import { identityProblem, normalIdentity } from '@fieldfile/domain/identity/field-rules'
import { newId, paths } from '@fieldfile/protocol'
import { types } from '@fieldfile/protocol/entities/index'
import { useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { useQuery, type Change } from '../../client/index.ts'
import { useLocale } from '../../ui/index.ts'
import { RecordCreate, useWriter, type RecordContext, type Refusal } from '../../ui/record/index.ts'
import css from './accounts.module.css'
import { alike, author } from './new-account-query.ts'
import { useMinute } from '../../ui/record/index.ts'
import { client } from './use-file.ts'

const ask = ['name', 'customerNature', 'city', 'phones', 'uscc']
/** Decided here or by the life cycle. */
const given = ['lifecycleStatus', 'ownerUserId', 'territoryId']

/** A new customer: what is known at the door. Says while typing if it may be here already. */
export function NewAccount({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const [, navigate] = useLocation()
  const write = useWriter<Change>(client)
  const now = useMinute()
  const [typed, setTyped] = useState({ name: '', uscc: '' })
  const similar = useQuery(alike, { ...useDeferredValue(typed), english: locale === 'en' }).data ?? []
  const me = useQuery(author, { english: locale === 'en' }).data
  const context = useMemo<RecordContext>(
    () => ({
      now,
      zone: me?.zone ?? 'UTC',
      check: (field, value) => identityProblem(field, value)?.[locale === 'en' ? 'en' : 'zh'] ?? null,
      normalise: normalIdentity
    }),
    [now, me?.zone, locale]
  )
  const submit = async (values: Record<string, unknown>): Promise<Refusal | void> => {
    const id = newId()
    // Proposed by who creates it; a manager decides (RIGHTS "Creation").
    const proposed = me?.sells ? { ownerUserId: me.id, territoryId: me.territoryId } : {}
    const set = Object.fromEntries(Object.entries({ ...proposed, ...values }).filter(([, value]) => value != null))
    const change = {
      kind: 'create' as const,
      type: 'account',
      id,
      values: set,
      step: { event: 'register', args: { to: 'prospect' } }
    }
    const written = await write([change], t('created', { name: String(values['name']) }))
    if ('refusal' in written) return { field: written.field, text: written.refusal }
    onClose()
    navigate(paths.account(id))
    return undefined
  }
  return (
    <RecordCreate
      type={types.get('account')!}
      title={t('newAccount')}
      ask={ask}
      given={given}
      context={context}
      onValues={(values) => setTyped({ name: String(values['name'] ?? ''), uscc: String(values['uscc'] ?? '') })}
      onSubmit={submit}
      onClose={onClose}
    >
      {similar.length > 0 && (
        <div className={css.dup} role="status">
          {t('dupTitle')}
          <ul>
            {similar.map(({ id, name, facts }) => (
              <li key={id}>
                <Link href={paths.account(id)} onClick={onClose}>
                  {name}
                </Link>{' '}
                <span className={css.quiet}>{facts}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {me?.sells && (
        <span className={css.quiet}>
          {t('createdAs', { owner: me.name, territory: me.territory ?? t('noTerritory') })}
        </span>
      )}
    </RecordCreate>
  )
}
