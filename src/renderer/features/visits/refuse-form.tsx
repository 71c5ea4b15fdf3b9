import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocale } from '../../ui/index.ts'
import { saveWithUndo, stepOf } from './commands.ts'
import css from './forms.module.css'
import { ReasonDialog } from './reason-dialog.tsx'
import { codeLabel, codesOf, fields } from './vocabulary.tsx'

/** We came and did not get in: what kind of reason, and what was said. */
export function RefuseForm({ id, account, onClose }: { id: string; account: string; onClose: () => void }) {
  const { t } = useTranslation('visits')
  const locale = useLocale()
  const [kind, setKind] = useState<string>('hostAbsent')
  const save = async (reason: string) => {
    const text = reason || codeLabel(fields.refusalKind, kind, locale)
    const step = { event: 'refuse', reason: text, args: { refusalKind: kind } }
    const saved = await saveWithUndo([stepOf(id, step)], t('refusedToast', { account }), locale)
    if (saved) onClose()
  }
  return (
    <ReasonDialog
      title={t('couldNotGetIn')}
      label={t('whatWasSaid')}
      common={[]}
      action={t('save')}
      optional
      onDone={(reason) => void save(reason)}
      onClose={onClose}
    >
      <div className={css.field} role="group" aria-label={t('whyRefused')}>
        <span className={css.label}>{t('whyRefused')}</span>
        <div className={css.chips}>
          {codesOf(fields.refusalKind).map((code) => (
            <button
              key={code}
              type="button"
              className={css.chip}
              aria-pressed={code === kind}
              onClick={() => setKind(code)}
            >
              {codeLabel(fields.refusalKind, code, locale)}
            </button>
          ))}
        </div>
      </div>
    </ReasonDialog>
  )
}
