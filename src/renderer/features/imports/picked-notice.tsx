import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { formatBytes, useLocale } from '../../ui/index.ts'
import { sayCode } from './failure.ts'
import { Notice } from './notice.tsx'
import { usePicked, waitsForNetwork } from './picked-file.ts'

/** The file that is chosen and not on the server yet: on its way, waiting for the network, or refused with the reason. */
export function PickedNotice({ onSend, onChoose }: { onSend: () => void; onChoose: () => void }) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  const { file, sending, code, drop } = usePicked()
  if (!file) return null
  const name = `${file.name} (${formatBytes(file.size, locale)})`
  if (sending) return <Notice tone="info">{t('sending', { name })}</Notice>
  const forget = (
    <Button type="text" onClick={drop}>
      {t('forget')}
    </Button>
  )
  if (waitsForNetwork({ file, code }))
    return (
      <Notice
        tone="warn"
        actions={
          <>
            <Button onClick={onSend}>{t('again')}</Button>
            {forget}
          </>
        }
      >
        {t('waiting', { name })}
      </Notice>
    )
  if (!code) return null
  return (
    <Notice
      tone="danger"
      actions={
        <>
          <Button onClick={onChoose}>{t('chooseOther')}</Button>
          <Button onClick={onSend}>{t('again')}</Button>
          {forget}
        </>
      }
    >
      <b>{t('failed', { name })}</b> {sayCode(code, locale)}
    </Notice>
  )
}
