import type { TFunction } from 'i18next'
import type { Locale } from '../../ui/index.ts'
import type { Access, Host } from './rows.ts'
import css from './today.module.css'
import { codeLabel, fields } from './vocabulary.tsx'

type T = TFunction<'visits'>

/** Facts of one line, joined by a dot. */
export const FactLine = ({ parts }: { parts: readonly (string | null | undefined | false)[] }) => (
  <p className={css.facts}>{parts.filter(Boolean).join(' · ')}</p>
)

interface Place {
  site: string | null
  city: string | null
  access: Access | null
}

/** Plant, gate and when it may be visited. */
export const placeLine = ({ site, city, access }: Place, t: T): string[] =>
  [
    site && city && !site.includes(city) ? `${city} ${site}` : site,
    access?.gate,
    access && access.hours.length > 0 ? t('visitingHours', { hours: hoursText(access) }) : null
  ].filter((part): part is string => Boolean(part))

export const hoursText = (access: Access): string => access.hours.map(({ from, to }) => `${from}–${to}`).join(', ')

/** Who receives us: `接待 邵铁岩（设备经理）`. */
export const hostLine = ({ hosts }: { hosts: readonly Host[] }, t: T, locale: Locale): string[] => {
  if (hosts.length === 0) return [t('noHost')]
  return [t('hosts', { names: hosts.map((host) => personText(host, locale)).join(locale === 'en' ? ', ' : '、') })]
}

/** The post as the customer calls it; in English the standard name, which is there in both languages. */
export function postText({ title, position }: Host, locale: Locale): string | null {
  const standard = position ? codeLabel(fields.position, position, locale) : null
  return locale === 'en' && position !== 'other' ? (standard ?? title) : (title ?? standard)
}

export function personText(person: Host, locale: Locale): string {
  const post = postText(person, locale)
  if (!post) return person.name
  return locale === 'en' ? `${person.name} (${post})` : `${person.name}（${post}）`
}
