import { errors, isErrorCode } from '@fieldfile/protocol'
import { useTranslation } from 'react-i18next'
import { useLocale, useToasts } from '../../ui/index.ts'

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code
  return isErrorCode(code) ? code : 'STORAGE_FAILED'
}
type FileCode = 'BACKUP_CHANGED' | 'BACKUP_NEWER' | 'FILE_TOO_LARGE'
const fileCodes: readonly string[] = ['BACKUP_CHANGED', 'BACKUP_NEWER', 'FILE_TOO_LARGE'] satisfies FileCode[]

/** What went wrong, in words of the registry; of a file that was brought here, in words that fit a file. */
export function useSay() {
  const { t } = useTranslation('storage')
  const locale = useLocale()
  const why = (error: unknown): string => errors[codeOf(error) as keyof typeof errors][locale === 'en' ? 'en' : 'zh']
  return {
    why,
    whyFile: (error: unknown): string => {
      const code = codeOf(error)
      return fileCodes.includes(code) ? t(`file_${code as FileCode}`) : why(error)
    },
    tell: (text: string) => useToasts.getState().show({ text }),
    tellFailed: (error: unknown) => useToasts.getState().show({ text: t('failed', { reason: why(error) }) })
  }
}
