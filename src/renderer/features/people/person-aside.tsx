import { CopyOutlined, MailOutlined, PhoneOutlined, PlusOutlined, WechatOutlined } from '@ant-design/icons'
import { telUri } from '@fieldfile/domain/identity/phone'
import { paths } from '@fieldfile/protocol'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Panel, StatusTag, formatMonth, formatPhone, useLocale, useToasts } from '../../ui/index.ts'
import css from './people.module.css'
import type { Colleague, PersonFile, PostingRow } from './person-query.ts'
import { postOf } from './post.ts'

export interface PersonAsideProps {
  file: PersonFile
  gone: boolean
  onPosting: () => void
}

export function PersonAside(props: PersonAsideProps) {
  return (
    <>
      <ReachPanel {...props} />
      <PostingsPanel {...props} />
      <ReportsPanel {...props} />
    </>
  )
}

/** How to reach them, at one press. */
function ReachPanel({ file }: PersonAsideProps) {
  const { t } = useTranslation('people')
  const locale = useLocale()
  const { body } = file.person
  const phones = [...((body['mobiles'] as string[] | undefined) ?? []), body['workPhone'] as string | undefined].filter(
    (phone): phone is string => Boolean(phone)
  )
  const mails = (body['emails'] as string[] | undefined) ?? []
  const wechat = body['wechat'] as string | undefined
  if (phones.length + mails.length === 0 && !wechat) return null
  return (
    <Panel title={t('contact')}>
      <ul className={css.plain}>
        {phones.map((phone) => {
          const text = formatPhone(phone, locale)
          return (
            <Reach key={phone} text={text}>
              <a href={telUri(phone)} aria-label={t('callNumber', { text })}>
                <PhoneOutlined aria-hidden /> {text}
              </a>
            </Reach>
          )
        })}
        {mails.map((mail) => (
          <Reach key={mail} text={mail}>
            <a href={`mailto:${mail}`}>
              <MailOutlined aria-hidden /> {mail}
            </a>
          </Reach>
        ))}
        {wechat && (
          <Reach text={wechat}>
            <WechatOutlined aria-hidden /> {wechat}
          </Reach>
        )}
      </ul>
    </Panel>
  )
}

function Reach({ text, children }: { text: string; children: ReactNode }) {
  const { t } = useTranslation('people')
  const show = useToasts((state) => state.show)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    show({ text: t('copied', { text }) })
  }
  return (
    <li className={css.reach}>
      <span>{children}</span>
      <Button
        type="text"
        size="small"
        icon={<CopyOutlined aria-hidden />}
        aria-label={t('copy', { text })}
        title={t('copy', { text })}
        onClick={() => void copy()}
      />
    </li>
  )
}

function PostingsPanel({ file, gone, onPosting }: PersonAsideProps) {
  const { t } = useTranslation('people')
  return (
    <Panel
      title={t('postings')}
      extra={
        !gone && (
          <Button size="small" type="link" icon={<PlusOutlined aria-hidden />} onClick={onPosting}>
            {t('addPosting')}
          </Button>
        )
      }
    >
      {file.postings.length === 0 ? (
        <div className={css.quiet}>{t('postingNone')}</div>
      ) : (
        <ul className={css.plain}>
          {file.postings.map((posting) => (
            <PostingItem key={posting.id} posting={posting} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

function PostingItem({ posting }: { posting: PostingRow }) {
  const { t } = useTranslation('people')
  const locale = useLocale()
  const month = (date: string | null) => (date ? formatMonth(date, locale, true) : '…')
  const span = posting.to
    ? t('postingSpan', { from: month(posting.from), to: month(posting.to) })
    : posting.from
      ? t('postingSince', { from: month(posting.from) })
      : t('postingNow')
  return (
    <li className={css.item}>
      <div className={css.name}>
        {postOf(posting, locale)}
        {posting.main && !posting.to && <StatusTag tone="info">{t('mainPost')}</StatusTag>}
      </div>
      <div className={css.quiet}>
        {posting.accountId && posting.account ? (
          <Link href={paths.account(posting.accountId)}>{posting.account}</Link>
        ) : (
          '—'
        )}
        {posting.site && ` · ${posting.site}`} · {span}
      </div>
    </li>
  )
}

function ReportsPanel({ file }: PersonAsideProps) {
  const { t } = useTranslation('people')
  const { reportsTo, reports } = file
  return (
    <Panel title={t('reports')}>
      {!reportsTo && reports.length === 0 ? (
        <div className={css.quiet}>{t('reportsNone')}</div>
      ) : (
        <ul className={css.plain}>
          {reportsTo && <ColleagueItem label={t('reportsTo')} colleague={reportsTo} />}
          {reports.map((colleague) => (
            <ColleagueItem key={colleague.id} label={t('reportsFrom')} colleague={colleague} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

function ColleagueItem({ label, colleague }: { label: string; colleague: Colleague }) {
  const locale = useLocale()
  return (
    <li className={css.item}>
      <Link href={paths.person(colleague.id)} className={css.name}>
        {colleague.name}
      </Link>
      <div className={css.quiet}>
        {label} · {postOf(colleague, locale)}
      </div>
    </li>
  )
}
