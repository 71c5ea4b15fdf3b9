import { errors, paths, type Settings } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { lockNow } from '../../client/index.ts'
import { Panel, Segments, StatusTag, useLocale } from '../../ui/index.ts'
import { Line } from './line.tsx'
import { PinForm, type PinChange } from './pin-form.tsx'
import css from './security.module.css'
import { useGuard } from './use-guard.ts'

/** As main takes it where nothing is set (auto-lock.ts). */
const usualLockMinutes = 10
const minutes = ['2', '5', '10', '30', '0'] as const

export interface SecurityPanelProps {
  settings: Settings
  keep: (patch: Partial<Settings>) => Promise<void>
}

/** What keeps others out of this computer's copy: the PIN, when it locks, and where the rest is. */
export function SecurityPanel({ settings, keep }: SecurityPanelProps) {
  const { t } = useTranslation('settings')
  const locale = useLocale()
  const { guard: by, again } = useGuard()
  const [change, setChange] = useState<PinChange | null>(null)
  const close = (changed: boolean) => {
    setChange(null)
    if (changed) void again()
  }
  const locks = by === 'pin' || by === 'passphrase'
  const lockAfter = String(settings.lockAfterMin ?? usualLockMinutes)
  return (
    <Panel title={t('security')}>
      <Line label={t(by === 'passphrase' ? 'passphrase' : 'pin')} hint={by ? t(`hint_${by}`) : undefined}>
        <div className={css.actions}>
          {by === 'nothing' && (
            <>
              <span>{t('pinOff')}</span>
              <Button onClick={() => setChange('set')}>{t('pinSet')}</Button>
            </>
          )}
          {by === 'pin' && (
            <>
              <StatusTag tone="ok" plain>
                {t('pinOn')}
              </StatusTag>
              <Button onClick={() => setChange('change')}>{t('pinChange')}</Button>
              <Button type="text" onClick={() => setChange('remove')}>
                {t('pinRemove')}
              </Button>
            </>
          )}
          {by === 'passphrase' && (
            <>
              <StatusTag tone="ok" plain>
                {t('pinOn')}
              </StatusTag>
              <Button onClick={() => setChange('passphrase')}>{t('passphraseChange')}</Button>
            </>
          )}
          {by === 'unknown' && (
            <StatusTag tone="warn" plain>
              {errors.KEYCHAIN_LOCKED[locale === 'en' ? 'en' : 'zh']}
            </StatusTag>
          )}
        </div>
      </Line>
      {locks && (
        <Line label={t('lockAfter')} hint={t('lockAfterHint')}>
          <div className={css.actions}>
            <Segments
              label={t('lockAfter')}
              value={lockAfter}
              options={minutes.map((value) => ({
                value: value as string,
                label: value === '0' ? t('lockWithComputer') : t('lockMinutes', { count: Number(value) })
              }))}
              onChange={(value) => void keep({ lockAfterMin: Number(value) })}
            />
            <Button onClick={lockNow}>{t('lockNow')}</Button>
          </div>
        </Line>
      )}
      <Line label={t('onDisk')} hint={t('onDiskHint')}>
        <div className={css.actions}>
          <Link href={paths.storage}>{t('openStorage')}</Link>
          <Link href={paths.ready}>{t('openReady')}</Link>
        </div>
      </Line>
      {change && <PinForm change={change} onClose={close} />}
    </Panel>
  )
}
