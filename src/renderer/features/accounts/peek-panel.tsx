import { CloseOutlined } from '@ant-design/icons'
import { paths } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { ClassBadge, FieldRow, Panel, StatusTag, capital, formatDay, useLocale, wallClock } from '../../ui/index.ts'
import { flagsOf } from './account-flags.ts'
import css from './accounts.module.css'
import { codeLabel } from '@fieldfile/domain/identity/labels'
import { useListState } from './list-state.ts'
import { inPost } from './overview-tab.tsx'
import { Phone } from './people-tab.tsx'
import { postOf } from './post.ts'
import { useAccountFile } from './use-file.ts'

/** A look at a customer without leaving the list. */
export function PeekPanel({ id }: { id: string }) {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const [, navigate] = useLocation()
  const state = useAccountFile(id)
  if (state.state !== 'open') return null
  const { file } = state
  const { body } = file.account
  const { zone } = file.me
  const today = wallClock(file.now, zone).date
  const day = (instant: string | null) =>
    instant ? capital(formatDay(wallClock(instant, zone).date, locale, today)) : undefined
  const phone = (body['phones'] as string[] | undefined)?.[0]
  const flags = flagsOf(file, locale).slice(0, 3)
  return (
    <Panel>
      <div className={css.peek}>
        <div className={css.peekHead}>
          <h2 className={css.peekName}>{file.name}</h2>
          {typeof body['abcClass'] === 'string' && <ClassBadge value={body['abcClass']} />}
          <span className={css.peekActions}>
            <Button
              type="text"
              icon={<CloseOutlined aria-hidden />}
              aria-label={t('close')}
              onClick={() => useListState.setState({ peek: null })}
            />
          </span>
        </div>
        <div className={css.quietLine}>
          {[
            codeLabel('account', 'lifecycleStatus', body['lifecycleStatus'] as string, locale),
            codeLabel('account', 'customerNature', body['customerNature'] as string, locale),
            body['city'],
            body['ownerUserId'] && file.account.names[String(body['ownerUserId'])]
          ]
            .filter(Boolean)
            .join(' · ')}
        </div>
        {flags.map(({ key, tone, text, values }) => (
          <div key={key}>
            <StatusTag tone={tone} plain>
              {t(text, values)}
            </StatusTag>
          </div>
        ))}
        <div>
          <FieldRow label={t('colLast')}>{day(file.lastVisit)}</FieldRow>
          <FieldRow label={t('colNext')}>{day(file.nextVisit?.at ?? null)}</FieldRow>
          <FieldRow label={t('colTasks')}>{file.tasks.length || undefined}</FieldRow>
          <FieldRow label={t('colPhone')}>{phone && <Phone phone={phone} name={file.name} />}</FieldRow>
        </div>
        <ul className={css.plain}>
          {inPost(file.people)
            .slice(0, 4)
            .map((person) => (
              <li key={person.id} className={css.person}>
                <span className={css.personName}>{person.name}</span>
                <span className={css.age}>{postOf(person, locale)}</span>
              </li>
            ))}
        </ul>
        <Button onClick={() => navigate(paths.account(id))}>{t('open')}</Button>
      </div>
    </Panel>
  )
}
