import { LoginOutlined } from '@ant-design/icons'
import { farFromGateM, metresToGate } from '@fieldfile/domain/visits/distance'
import type { Geo } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDistance, useLocale } from '../../ui/index.ts'
import { isoNow } from './clock.ts'
import { saveWithUndo, stepOf } from './commands.ts'
import css from './check-in.module.css'
import { currentPosition } from './position.ts'
import { ReasonDialog } from './reason-dialog.tsx'

export interface CheckInProps {
  visitId: string
  account: string
  gates: readonly Geo[]
  block?: boolean
  onDone?: () => void
}

/** One tap: the time is that of the tap; the position comes along if the device knows it within five seconds. */
export function CheckInButton({ visitId, account, gates, block = false, onDone }: CheckInProps) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const [locating, setLocating] = useState<AbortController | null>(null)
  const [far, setFar] = useState<{ at: string; position: Geo; metres: number } | null>(null)
  const alive = useRef(true)
  useEffect(() => {
    alive.current = true
    return () => {
      alive.current = false
    }
  }, [])

  const save = async (at: string, position: Geo | null, reason: string) => {
    setFar(null)
    const step = { event: 'checkIn', at, ...(position ? { position } : {}), ...(reason ? { reason } : {}) }
    const saved = await saveWithUndo([stepOf(visitId, step)], t('checkedInToast', { account }), locale)
    if (saved) onDone?.()
  }
  const start = async () => {
    // A second tap goes on without waiting for the position.
    if (locating) return locating.abort()
    const at = isoNow()
    const control = new AbortController()
    setLocating(control)
    const position = await currentPosition(control.signal)
    if (alive.current) setLocating(null)
    const metres = metresToGate(position, gates)
    if (position && metres !== null && metres > farFromGateM && alive.current) setFar({ at, position, metres })
    else await save(at, position, '')
  }
  return (
    <>
      <Button
        type="primary"
        size="large"
        className={`${css.big} ${block ? css.block : ''}`}
        icon={<LoginOutlined aria-hidden />}
        onClick={() => void start()}
      >
        {locating ? t('checkInNow') : t('checkIn')}
      </Button>
      {locating && (
        <span className={css.locating} role="status">
          {t('locating')}
        </span>
      )}
      {far && (
        <ReasonDialog
          title={t('farTitle', { distance: formatDistance(far.metres / 1000, locale) })}
          about={t('farAbout')}
          label={t('farLabel')}
          common={[t('farOtherPlace'), t('farWrongPosition'), t('farOnTheWay')]}
          action={t('checkIn')}
          optional
          onDone={(reason) => void save(far.at, far.position, reason)}
          onClose={() => setFar(null)}
        />
      )}
    </>
  )
}
