import { CloudServerOutlined } from '@ant-design/icons'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import {
  ClassBadge,
  StatusTag,
  capital,
  formatDay,
  formatPhone,
  useLocale,
  wallClock,
  type DataColumn
} from '../../ui/index.ts'
import { farDays } from './account-flags.ts'
import { daysLate, daysSince } from './days.ts'
import { codeLabel } from '@fieldfile/domain/identity/labels'
import type { AccountRow } from './list-query.ts'
import { useMinute } from '../../ui/record/index.ts'

export function useListColumns(zone: string): DataColumn<AccountRow>[] {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const now = useMinute()
  return useMemo(() => {
    const today = wallClock(now, zone).date
    const day = (instant: string) => capital(formatDay(wallClock(instant, zone).date, locale, today))
    return [
      {
        key: 'name',
        title: t('colName'),
        width: 260,
        value: (row) => row.name,
        flag: (row) => <RowFlags row={row} now={now} zone={zone} />
      },
      {
        key: 'class',
        title: t('colClass'),
        width: 64,
        value: (row) => row.abcClass,
        render: (row) => (row.abcClass ? <ClassBadge value={row.abcClass} /> : '—')
      },
      {
        key: 'nature',
        title: t('colNature'),
        width: 110,
        value: (row) => codeLabel('account', 'customerNature', row.nature, locale)
      },
      { key: 'city', title: t('colCity'), width: 90, value: (row) => row.city },
      { key: 'owner', title: t('colOwner'), width: 100, wideOnly: true, value: (row) => row.owner },
      {
        key: 'last',
        title: t('colLast'),
        width: 112,
        value: (row) => row.lastVisit,
        render: (row) => (row.lastVisit ? day(row.lastVisit) : '—')
      },
      {
        key: 'next',
        title: t('colNext'),
        width: 124,
        value: (row) => row.nextVisit,
        render: (row) => (row.nextVisit ? `${day(row.nextVisit)} ${wallClock(row.nextVisit, zone).time}` : '—')
      },
      {
        key: 'tasks',
        title: t('colTasks'),
        width: 70,
        numeric: true,
        value: (row) => row.openTasks || null
      },
      {
        key: 'phone',
        title: t('colPhone'),
        width: 138,
        wideOnly: true,
        value: (row) => row.phone,
        render: (row) => (row.phone ? formatPhone(row.phone, locale) : '—')
      }
    ]
  }, [t, locale, now, zone])
}

/** What is wrong, beside the name; the worst two. */
function RowFlags({ row, now, zone }: { row: AccountRow; now: number; zone: string }) {
  const { t } = useTranslation('accounts')
  const late = daysLate(row.firstDue, now, zone)
  const unseen = row.lastVisit && !row.nextVisit ? daysSince(row.lastVisit, now, zone) : 0
  const quiet = row.doNotContactUntil !== null && row.doNotContactUntil > wallClock(now, zone).date
  const flags = [
    row.creditHold && (
      <StatusTag key="hold" tone="danger">
        {t('flagHold')}
      </StatusTag>
    ),
    late > 0 && (
      <StatusTag key="late" tone="danger">
        {t('flagTask', { n: late })}
      </StatusTag>
    ),
    quiet && (
      <StatusTag key="quiet" tone="warn">
        {t('flagQuiet')}
      </StatusTag>
    ),
    unseen > farDays && (
      <StatusTag key="far" tone="warn">
        {t('flagFar', { n: unseen })}
      </StatusTag>
    ),
    row.fromServer && (
      <StatusTag key="server" tone="neutral" icon={<CloudServerOutlined aria-hidden />}>
        {t('fromServer')}
      </StatusTag>
    )
  ].filter(Boolean)
  return <>{flags.slice(0, 2)}</>
}
