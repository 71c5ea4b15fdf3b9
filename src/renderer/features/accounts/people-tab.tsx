import { CopyOutlined, PhoneOutlined, PlusOutlined } from '@ant-design/icons'
import { telUri } from '@fieldfile/domain/identity/phone'
import { paths } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import {
  EmptyState,
  Panel,
  StatusTag,
  formatAge,
  formatDate,
  formatPhone,
  useLocale,
  useToasts,
  wallClock
} from '../../ui/index.ts'
import type { TabProps } from './account-screen.tsx'
import css from './accounts.module.css'
import { postOf } from './post.ts'
import { seedPositions } from './completeness-facts.ts'
import type { PersonCard } from './file-query.ts'
import { codeLabel } from '@fieldfile/domain/identity/labels'
import { inPost } from './overview-tab.tsx'

const isSeed = ({ position }: PersonCard): boolean => (seedPositions as readonly (string | null)[]).includes(position)

/** Who is who: the six posts a key customer must have, filled or vacant, then the others, then those who left. */
export function PeopleTab({ file, gone, onCapture }: TabProps) {
  const { t } = useTranslation('accounts')
  const people = inPost(file.people)
  const former = file.people.filter((person) => !people.includes(person))
  const others = people.filter((person) => !isSeed(person))
  const add = (position?: string) => onCapture('person', position ? { position } : undefined)
  if (file.people.length === 0)
    return (
      <Panel>
        <EmptyState
          title={t('peopleEmpty')}
          how={t('peopleEmptyHow')}
          action={{ label: t('addPerson'), onAct: () => add() }}
        />
      </Panel>
    )
  return (
    <>
      <Panel
        title={t('posts')}
        extra={
          !gone && (
            <Button size="small" type="link" icon={<PlusOutlined aria-hidden />} onClick={() => add()}>
              {t('addPerson')}
            </Button>
          )
        }
      >
        <ul className={css.plain}>
          {seedPositions.flatMap((position) => {
            const holders = people.filter((person) => person.position === position)
            if (holders.length === 0)
              return [<VacantRow key={position} position={position} onAdd={gone ? undefined : () => add(position)} />]
            return holders.map((person) => <PersonRow key={person.id} person={person} file={file} />)
          })}
        </ul>
      </Panel>
      {others.length > 0 && (
        <Panel title={t('others')}>
          <ul className={css.plain}>
            {others.map((person) => (
              <PersonRow key={person.id} person={person} file={file} />
            ))}
          </ul>
        </Panel>
      )}
      {former.length > 0 && (
        <Panel title={t('former', { n: former.length })}>
          <ul className={css.plain}>
            {former.map((person) => (
              <PersonRow key={person.id} person={person} file={file} />
            ))}
          </ul>
        </Panel>
      )}
    </>
  )
}

function PersonRow({ person, file }: { person: PersonCard; file: TabProps['file'] }) {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const today = wallClock(file.now, file.me.zone).date
  const post = codeLabel('person', 'position', person.position, locale)
  const title = postOf(person, locale)
  const here = person.status === 'active' || person.status === null
  const authority = person.authority
    .map((code) => codeLabel('person', 'authorityScope', code, locale))
    .join(locale === 'en' ? ', ' : '、')
  const phone = person.mobiles[0] ?? person.workPhone
  return (
    <li className={css.post}>
      <span className={css.postName}>{post}</span>
      <span>
        <Link href={paths.person(person.id)} className={css.personName}>
          {person.name}
        </Link>
        <span className={css.quietLine}>
          {[title !== post && title, person.unsent && t('unsent')].filter(Boolean).join(' · ')}
        </span>
      </span>
      <span className={css.quietLine}>{here ? authority || t('authorityNone') : null}</span>
      <span className={css.phone}>{here && phone && <Phone phone={phone} name={person.name} />}</span>
      <span className={css.age}>
        {here ? (
          person.lastContact ? (
            formatAge(person.lastContact, file.now, locale)
          ) : (
            t('noContact')
          )
        ) : (
          <StatusTag tone="neutral">
            {person.leftAt
              ? t('leftOn', { date: formatDate(person.leftAt, locale, { today }) })
              : t(person.status === 'moved' || person.status === 'retired' ? person.status : 'left')}
          </StatusTag>
        )}
      </span>
    </li>
  )
}

/** A number to call or to copy. */
export function Phone({ phone, name }: { phone: string; name: string }) {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const show = useToasts((state) => state.show)
  const text = formatPhone(phone, locale)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    show({ text: t('copied', { text }) })
  }
  return (
    <>
      <a href={telUri(phone)} aria-label={`${t('callName', { name })} ${text}`}>
        <PhoneOutlined aria-hidden /> {text}
      </a>
      <Button
        type="text"
        size="small"
        icon={<CopyOutlined aria-hidden />}
        aria-label={t('copy', { text })}
        title={t('copy', { text })}
        onClick={() => void copy()}
      />
    </>
  )
}

/** A post that must be there and is not known: dashed. */
function VacantRow({ position, onAdd }: { position: string; onAdd?: () => void }) {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const post = codeLabel('person', 'position', position, locale)
  return (
    <li className={`${css.post} ${css.vacant}`}>
      <span className={css.postName}>{post}</span>
      <span className={css.vacantTag}>{t('vacant')}</span>
      {onAdd && (
        <Button size="small" className={css.vacantAdd} onClick={onAdd} aria-label={`${t('addHere')} ${post}`}>
          {t('addHere')}
        </Button>
      )}
    </li>
  )
}
