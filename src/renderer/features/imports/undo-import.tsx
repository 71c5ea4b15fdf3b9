import type { ImportBatchView } from '@fieldfile/protocol'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../ui/index.ts'
import css from './imports.module.css'

interface UndoImportProps {
  open: boolean
  view: ImportBatchView
  onUndo: () => void
  onCancel: () => void
}

/** Nothing a person wrote is lost, but thousands of records go: it says which, and which stay. */
export function UndoImport({ open, view, onUndo, onCancel }: UndoImportProps) {
  const { t } = useTranslation('imports')
  return (
    <Dialog
      open={open}
      title={t('undoTitle', { name: view.fileName })}
      onClose={onCancel}
      footer={
        <>
          <Button autoFocus onClick={onCancel}>
            {t('cancel')}
          </Button>
          <Button danger onClick={onUndo}>
            {t('undoAction')}
          </Button>
        </>
      }
    >
      <ul className={css.stays}>
        <li>{t('undoWhat')}</li>
        <li>{t('undoKeeps')}</li>
        <li>{t('undoAgain')}</li>
      </ul>
    </Dialog>
  )
}
