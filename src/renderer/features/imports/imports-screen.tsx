import { UploadOutlined } from '@ant-design/icons'
import { paths } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useQuery } from '../../client/index.ts'
import { EmptyState, Kbd, Page, Panel, useLocale } from '../../ui/index.ts'
import { usePageKeys } from '../../ui/record/index.ts'
import { saveExample } from './example-file.ts'
import { FileDrop } from './file-drop.tsx'
import { places } from './import-queries.ts'
import css from './imports.module.css'
import { Notice } from './notice.tsx'
import { PastImports } from './past-imports.tsx'
import { usePicked, waitsForNetwork } from './picked-file.ts'
import { PickedNotice } from './picked-notice.tsx'
import { useOnline, useWhenBack } from './use-network.ts'
import { useFileInput } from './use-file-input.tsx'
import { usePast } from './use-past.ts'

/** W-31: past imports, and the start of a new one. */
export default function ImportsScreen() {
  const { t } = useTranslation('imports')
  const { data } = useQuery(places, null)
  if (!data) return null
  return data.may ? (
    <Imports zone={data.zone} />
  ) : (
    <Page title={t('title')}>
      <Panel>
        <EmptyState title={t('noRight')} how={t('noRightHow')} />
      </Panel>
    </Page>
  )
}

function Imports({ zone }: { zone: string }) {
  const { t } = useTranslation('imports')
  const locale = useLocale()
  const [, navigate] = useLocation()
  const online = useOnline()
  const { rows, local } = usePast()
  const { file, code, pick, send, sending } = usePicked()
  const here = useRef(true)
  useEffect(() => {
    here.current = true
    return () => {
      here.current = false
    }
  }, [])

  const upload = async () => {
    const id = await send()
    // Whoever has gone elsewhere meanwhile stays there; the import is in the list.
    if (id && here.current) navigate(paths.import(id))
  }
  const take = (chosen: File) => {
    pick(chosen)
    void upload()
  }
  const { input, open } = useFileInput(take)
  usePageKeys({ n: open })
  useWhenBack(waitsForNetwork({ file, code }), () => void upload())

  const example = (
    <div className={css.example}>
      <span>{t('exampleHow')}</span>
      <button type="button" className={css.linkButton} onClick={() => saveExample(locale)}>
        {t('example')}
      </button>
    </div>
  )
  return (
    <FileDrop onFile={take}>
      {input}
      <Page
        title={t('title')}
        subtitle={t('subtitle')}
        extra={
          <Button type="primary" icon={<UploadOutlined aria-hidden />} disabled={sending} onClick={open}>
            {t('choose')} <Kbd>N</Kbd>
          </Button>
        }
      >
        {!online && <Notice tone="warn">{t('offline')}</Notice>}
        <PickedNotice onSend={() => void upload()} onChoose={open} />
        {rows && rows.length === 0 ? (
          <Panel footer={example}>
            <EmptyState title={t('empty')} how={t('emptyHow')} />
          </Panel>
        ) : (
          rows && (
            <Panel flush footer={example}>
              <PastImports rows={rows} zone={zone} note={local ? t('local') : null} />
            </Panel>
          )
        )}
      </Page>
    </FileDrop>
  )
}
