import { paths } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Status } from '../client/index.ts'
import { Banner } from './banner.tsx'

/** What this start found damaged on the disk, what becomes of it, and what is gone. */
export function FoundBanner({ found, unsent }: { found: NonNullable<Status['found']> | null; unsent: number }) {
  const { t } = useTranslation('app')
  const [read, setRead] = useState<string | null>(null)
  if (!found) return null
  const { rebuilding, lost, asked } = found
  const what = `${rebuilding}/${lost}`
  if (what === read) return null
  const words = [
    rebuilding ? t(asked ? 'dataFetching' : 'dataDamaged') : lost === 0 ? t(asked ? 'dataFetched' : 'dataMended') : '',
    rebuilding && unsent > 0 ? t('dataKeepsUnsent', { count: unsent }) : '',
    lost > 0 ? t('changesLost', { count: lost }) : ''
  ]
  return (
    <Banner
      tone={lost > 0 ? 'danger' : rebuilding && !asked ? 'warn' : 'info'}
      text={words.join(' ')}
      action={
        <>
          {lost > 0 && <Link href={paths.storage}>{t('openStorage')}</Link>}
          {!rebuilding && <Button onClick={() => setRead(what)}>{t('skip')}</Button>}
        </>
      }
    />
  )
}
