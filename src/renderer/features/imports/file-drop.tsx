import { useState, type DragEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useToasts } from '../../ui/index.ts'
import css from './imports.module.css'

const withFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files')

/** The whole page takes a file. */
export function FileDrop({ onFile, children }: { onFile: (file: File) => void; children: ReactNode }) {
  const { t } = useTranslation('imports')
  const [over, setOver] = useState(false)
  return (
    <div
      className={css.drop}
      onDragOver={(event) => {
        if (!withFiles(event)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={(event) => {
        // Passing from one element of the page to another is not leaving it.
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setOver(false)
      }}
      onDrop={(event) => {
        if (!withFiles(event)) return
        event.preventDefault()
        setOver(false)
        const { files } = event.dataTransfer
        if (files.length > 1) useToasts.getState().show({ text: t('one') })
        if (files[0]) onFile(files[0])
      }}
    >
      {children}
      {over && <div className={css.dropHint}>{t('drop')}</div>}
    </div>
  )
}
