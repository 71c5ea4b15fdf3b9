import { errors, isErrorCode } from '@fieldfile/protocol'
import { useTranslation } from 'react-i18next'
import { dropRefused, retryRefused, write, type Change, type OutboxEntry } from '../../client/index.ts'
import { useLocale, useToasts, type ValueContext } from '../../ui/index.ts'
import { asText, say } from './outbox-words.ts'

/** The code of a failed write; anything else did not reach the disk. */
export const codeOf = (error: unknown) => {
  const code = (error as { code?: unknown } | null)?.code
  return isErrorCode(code) ? code : 'STORAGE_FAILED'
}

/** What can be done with a refused change. */
export function useOutboxActions(titles: Readonly<Record<string, string>>, context: ValueContext) {
  const { t } = useTranslation('sync')
  const locale = useLocale()
  const show = useToasts((toasts) => toasts.show)
  const titleOf = (entry: OutboxEntry) => titles[entry.id] ?? '—'
  const tell = async (act: () => Promise<unknown>, done: () => void) => {
    try {
      await act()
      done()
    } catch (error) {
      show({ text: t('failed', { reason: say(errors[codeOf(error)], locale) }) })
    }
  }
  const copy = (entry: OutboxEntry) => navigator.clipboard.writeText(asText(entry, titleOf(entry), locale, context))
  return {
    onRetry: (entry: OutboxEntry, values: Record<string, unknown>) =>
      void tell(
        () => retryRefused(entry.opId, values),
        () => show({ text: t('sentAgain', { title: titleOf(entry) }) })
      ),
    onCopy: (entry: OutboxEntry) =>
      void tell(
        () => copy(entry),
        () => show({ text: t('copied', { title: titleOf(entry) }) })
      ),
    onDrop: (entry: OutboxEntry) => {
      const again = rewritten(entry)
      void tell(
        async () => {
          await copy(entry).catch(() => undefined)
          await dropRefused(entry.opId)
        },
        () =>
          show({
            text: t('dropped', { title: titleOf(entry) }),
            ...(again && {
              undo: () =>
                void tell(
                  () => write([again]),
                  () => undefined
                )
            })
          })
      )
    }
  }
}

/** The dropped change asked for anew, where it can be: an edit of plain values. */
function rewritten({ kind, type, id, fields }: OutboxEntry): Change | null {
  if (kind !== 'edit' || !Object.values(fields).every((change) => 'value' in change)) return null
  const values = Object.fromEntries(
    Object.entries(fields).map(([name, change]) => [name, 'value' in change ? change.value : null])
  )
  return { type, id, kind, values }
}
