import { ExclamationCircleFilled } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lookUnsent, takeUnsent, type UnsentFile } from '../../client/index.ts'
import { Dialog, formatInstant, isComposing, useLocale } from '../../ui/index.ts'
import css from './storage.module.css'
import { localZone, useNow } from './use-now.ts'
import { useSay } from './use-say.ts'

/** First the code, then what is in the file, then it is taken in. */
export function TakeIn({ data, onClose }: { data: string; onClose: () => void }) {
  const { t } = useTranslation('storage')
  const { tell, whyFile } = useSay()
  const locale = useLocale()
  const id = useId()
  const [code, setCode] = useState('')
  const [found, setFound] = useState<UnsentFile | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const now = useNow()
  const run = async (step: () => Promise<void>) => {
    if (busy || code.trim() === '') return
    setBusy(true)
    setWrong(null)
    await step().catch((error) => setWrong(whyFile(error)))
    setBusy(false)
  }
  const look = () => run(async () => setFound(await lookUnsent(data, code)))
  const take = () =>
    run(async () => {
      tell(t('takenIn', { count: await takeUnsent(data, code) }))
      onClose()
    })
  const fresh = found ? found.count - found.known : 0
  return (
    <Dialog
      open
      title={t('importTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          {found ? (
            <Button type="primary" disabled={busy || fresh === 0} onClick={() => void take()}>
              {t('takeIn')}
            </Button>
          ) : (
            <Button type="primary" disabled={busy} onClick={() => void look()}>
              {t('open')}
            </Button>
          )}
        </>
      }
    >
      <div className={css.stack}>
        {found ? (
          <div role="status" className={css.stack}>
            <p>
              {t('found', {
                user: found.user,
                at: formatInstant(found.at, locale, now, localZone()),
                count: found.count
              })}
            </p>
            {found.known > 0 && <p>{fresh === 0 ? t('allKnown') : t('foundKnown', { count: found.known })}</p>}
          </div>
        ) : (
          <label htmlFor={id} className={css.stack}>
            <span>{t('importCode')}</span>
            <Input
              id={id}
              className={css.codeInput}
              autoFocus
              autoComplete="off"
              spellCheck={false}
              value={code}
              onChange={(event) => setCode(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && !isComposing(event)) void look()
              }}
            />
          </label>
        )}
        {wrong && (
          <p className={css.error} role="alert">
            <ExclamationCircleFilled aria-hidden />
            {wrong}
          </p>
        )}
      </div>
    </Dialog>
  )
}
