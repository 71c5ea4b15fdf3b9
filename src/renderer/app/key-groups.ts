import { useTranslation } from 'react-i18next'
import type { KeyGroup } from '../ui/index.ts'

/** The keys of UX.md, by where they work. */
export function useKeyGroups(): KeyGroup[] {
  const { t } = useTranslation('app')
  return [
    {
      title: t('keysEverywhere'),
      keys: [
        ['Ctrl K', t('keyPalette')],
        ['Ctrl 1–8', t('keyNav')],
        ['Alt ←  Alt →', t('keyHistory')],
        ['Ctrl Z', t('keyUndo')],
        ['Ctrl P', t('keyPrint')],
        ['?', t('keyHelp')]
      ]
    },
    {
      title: t('keysLists'),
      keys: [
        ['/', t('keyFilter')],
        ['↑ ↓', t('keyMove')],
        ['Enter', t('keyOpen')],
        ['Space', t('keyPeek')],
        ['N', t('keyNew')]
      ]
    },
    {
      title: t('keysRecords'),
      keys: [
        ['E', t('keyEdit')],
        ['Esc', t('keyEscape')],
        ['C', t('keyCapture')],
        ['P', t('keyPlace')],
        ['Ctrl Enter', t('keySubmit')]
      ]
    },
    {
      title: t('keysConflicts'),
      keys: [
        ['1', t('keyFirst')],
        ['2', t('keySecond')],
        ['M', t('keyThird')]
      ]
    }
  ]
}
