import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { chooseUnsentFile, exportUnsent } from '../../client/index.ts'
import { Dialog, Panel } from '../../ui/index.ts'
import css from './storage.module.css'
import { TakeIn } from './take-in.tsx'
import { useSay } from './use-say.ts'

/** Out of this computer by hand, and into another. */
export function UnsentPanel({ unsent, login }: { unsent: number; login: string }) {
  const { t } = useTranslation('storage')
  const { tell, tellFailed, whyFile } = useSay()
  const [busy, setBusy] = useState(false)
  const [exported, setExported] = useState<{ code: string; count: number } | null>(null)
  const [file, setFile] = useState<string | null>(null)
  const save = async () => {
    setBusy(true)
    // What a file may be called everywhere.
    const name = t('exportName', {
      login: login.replaceAll(/[^\w.-]/g, '_'),
      date: new Date().toLocaleDateString('en-CA')
    })
    await exportUnsent(name.slice(0, 80)).then(setExported, tellFailed)
    setBusy(false)
  }
  const choose = () => chooseUnsentFile().then(setFile, (error) => tell(whyFile(error)))
  const copy = async (code: string) => {
    await navigator.clipboard.writeText(code).then(() => tell(t('copied')), tellFailed)
  }
  return (
    <Panel title={t('unsent')}>
      <div className={css.stack}>
        <p>
          <strong>{t('unsentCount', { count: unsent })}</strong>
        </p>
        <p>{t('unsentHow')}</p>
        <Button disabled={busy || unsent === 0} onClick={() => void save()}>
          {t('export')}
        </Button>
        <Button onClick={() => void choose()}>{t('import')}</Button>
      </div>
      <Dialog
        open={exported !== null}
        title={t('exported', { count: exported?.count })}
        onClose={() => setExported(null)}
        footer={
          <>
            <Button onClick={() => void copy(exported?.code ?? '')}>{t('copy')}</Button>
            <Button type="primary" onClick={() => setExported(null)}>
              {t('close')}
            </Button>
          </>
        }
      >
        <div className={css.stack}>
          <p>{t('exportCode')}</p>
          <output className={css.code} aria-label={t('codeLabel')}>
            {exported?.code}
          </output>
          <p>{t('exportStays')}</p>
        </div>
      </Dialog>
      {file !== null && <TakeIn data={file} onClose={() => setFile(null)} />}
    </Panel>
  )
}
