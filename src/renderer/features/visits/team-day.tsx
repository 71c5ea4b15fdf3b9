import { paths } from '@fieldfile/protocol'
import { RightOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { ClassBadge, EmptyState, formatTime, Panel, useLocale } from '../../ui/index.ts'
import { FactLine } from './lines.tsx'
import type { Stop } from './today-query.ts'
import css from './today.module.css'
import { StateTag } from './vocabulary.tsx'

/** The visits of everybody, by person and time. */
export function TeamDay({ stops, zone }: { stops: readonly Stop[]; zone: string }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  if (stops.length === 0)
    return (
      <Panel>
        <EmptyState title={t('noTeamVisits')} how={t('noTeamVisitsHow')} />
      </Panel>
    )
  const owners = [...new Set(stops.map((stop) => stop.owner ?? '—'))].toSorted((a, b) => a.localeCompare(b, 'zh-CN'))
  return (
    <>
      {owners.map((owner) => {
        const own = stops.filter((stop) => (stop.owner ?? '—') === owner)
        return (
          <Panel key={owner} title={owner} extra={t('stops', { count: own.length })}>
            <ul className={css.stops}>
              {own.map((stop) => (
                <li key={stop.id}>
                  <Link href={paths.visit(stop.id)} className={css.stop}>
                    <span className={css.stopTime}>{stop.start ? formatTime(stop.start, zone) : '—'}</span>
                    <span className={css.stopWhat}>
                      <span className={css.stopName}>
                        {stop.account}
                        {stop.abcClass && <ClassBadge value={stop.abcClass} />}
                      </span>
                      <FactLine
                        parts={[
                          stop.city,
                          stop.site,
                          stop.hosts.map((h) => h.name).join(locale === 'en' ? ', ' : '、')
                        ]}
                      />
                    </span>
                    <StateTag state={stop.state} maybeMissed={stop.maybeMissed} />
                    <RightOutlined className={css.go} aria-hidden />
                  </Link>
                </li>
              ))}
            </ul>
          </Panel>
        )
      })}
    </>
  )
}
