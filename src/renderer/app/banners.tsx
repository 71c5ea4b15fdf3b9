import { errors, isErrorCode, type ErrorCode } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { lastSyncOf, type Status } from '../client/index.ts'
import { ProgressBar, useLocale } from '../ui/index.ts'
import css from './app.module.css'
import { Banner } from './banner.tsx'
import { FoundBanner } from './found-banner.tsx'
import { heldUpBy } from './held-up.ts'

export interface BannersProps {
  status: Status
  /** The code with which the session ended, until somebody signs in again. */
  ended: string | null
  /** The sign-in is not kept, until the person has read it. */
  notRemembered: boolean
  onSignIn: () => void
  onReadNotRemembered: () => void
  onSyncNow: () => void
  onOpenBrowser: () => void
}

/** A clock this far off is worth a word (DOMAIN N-31). */
const clockLimit = 5 * 60_000
const signInCodes: readonly string[] = ['TOKEN_INVALID', 'SESSION_REVOKED', 'TOKEN_EXPIRED']

/** What concerns the whole app, each line with its remedy. Being offline is no such thing: the badge says it. */
export function Banners(props: BannersProps) {
  const { status, ended, notRemembered, onSignIn, onReadNotRemembered, onSyncNow, onOpenBrowser } = props
  const { t } = useTranslation('app')
  const locale = useLocale()
  const say = (code: ErrorCode) => errors[code][locale === 'en' ? 'en' : 'zh']
  const blocked = heldUpBy(status.net)
  const needsSignIn = ended ?? (blocked && signInCodes.includes(blocked) ? blocked : null)
  const unsent = status.waiting + status.refused
  const offset = Math.round(status.net.clockOffset / 60_000)
  const { progress } = status
  return (
    <div className={css.banners}>
      <FoundBanner found={status.found ?? null} unsent={unsent} />
      {needsSignIn && (
        <Banner
          tone="warn"
          text={[
            isErrorCode(needsSignIn) ? say(needsSignIn) : '',
            unsent > 0 ? t('keepsUnsent', { count: unsent }) : ''
          ].join(' ')}
          action={<Button onClick={onSignIn}>{t('signInAgain')}</Button>}
        />
      )}
      {blocked && !needsSignIn && (
        <Banner
          tone={errors[blocked].retry === 'never' ? 'danger' : 'warn'}
          text={say(blocked)}
          action={
            <>
              {blocked === 'CAPTIVE_PORTAL' && <Button onClick={onOpenBrowser}>{t('openBrowser')}</Button>}
              <Button onClick={onSyncNow}>{t('tryAgain')}</Button>
            </>
          }
        />
      )}
      {notRemembered && (
        <Banner
          tone="warn"
          text={say('KEYCHAIN_PLAIN')}
          action={<Button onClick={onReadNotRemembered}>{t('skip')}</Button>}
        />
      )}
      {Math.abs(status.net.clockOffset) > clockLimit && (
        <Banner
          tone="warn"
          text={t('clockOff', { minutes: Math.abs(offset), direction: t(offset > 0 ? 'clockBehind' : 'clockAhead') })}
        />
      )}
      {progress && (
        <Banner
          tone="info"
          text={t(lastSyncOf(status) === null ? 'firstSync' : 'catchUp', {
            done: progress.done.toLocaleString(locale),
            total: Math.max(progress.done, progress.total).toLocaleString(locale)
          })}
          action={
            <div className={css.progress}>
              <ProgressBar value={progress.total > 0 ? progress.done / progress.total : 0} label={t('sync')} />
            </div>
          }
        />
      )}
    </div>
  )
}
