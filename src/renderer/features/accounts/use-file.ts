import { identityProblem, normalIdentity } from '@fieldfile/domain/identity/field-rules'
import { paths } from '@fieldfile/protocol'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { lookup, undo, useQuery, write as save, type Change } from '../../client/index.ts'
import { useLocale } from '../../ui/index.ts'
import {
  explain,
  matching,
  useWriter,
  type AppendRow,
  type RecordContext,
  type SaveField,
  type Write
} from '../../ui/record/index.ts'
import { shelfLife } from './completeness-facts.ts'
import { file as fileQuery, type AccountFile } from './file-query.ts'
import { fieldLabel } from '@fieldfile/domain/identity/labels'

export type AccountWrite = Write<Change>
export const client = { write: save, undo }

export interface OpenFile {
  file: AccountFile
  /** Deleted, or handed to somebody else, while it was open: `file` is how it last was. */
  gone: boolean
  context: RecordContext
  write: AccountWrite
  saver: (type: string, id: string) => { onSave: SaveField; onAppend: AppendRow }
}

export type FileState = { state: 'loading' } | { state: 'missing' } | ({ state: 'open' } & OpenFile)

/** The customer file as it is now, and how to write into it. */
export function useAccountFile(id: string): FileState {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const { data, loading } = useQuery(fileQuery, { id, english: locale === 'en' })
  const [last, setLast] = useState<AccountFile | null>(null)
  // While another customer is asked for, the answer is still that of the one before.
  const mine = data?.account.id === id ? data : null
  if (mine && mine !== last) setLast(mine)
  const file = mine ?? (last?.account.id === id ? last : null)
  const gone = file !== null && !loading && data === null
  const answered = !loading && (data === null || mine !== null)
  const asking = useLookup(id, answered && (file === null || file.account.origin === 'server'))
  const context = useRecordContext(file)
  const write = useWriter<Change>(client)
  if (!file) return !answered || asking ? { state: 'loading' } : { state: 'missing' }

  const saver = (type: string, record: string) => ({
    onSave: async (field: string, value: unknown, was?: Record<string, unknown>) => {
      if (gone) return t('goneSave')
      const label = fieldLabel(type, field, locale)
      const written = await write(
        [{ kind: 'edit', type, id: record, values: { [field]: value }, ...(was && { was }) }],
        t(value === null ? 'cleared' : 'saved', { label })
      )
      return 'refusal' in written ? written.refusal : undefined
    },
    onAppend: async (field: string, row: Record<string, unknown>) => {
      const label = fieldLabel(type, field, locale)
      await write([{ kind: 'edit', type, id: record, append: { [field]: [row] } }], t('added', { label }))
    }
  })
  return { state: 'open', file, gone, context, write, saver }
}

/** Fetches a customer this device does not hold, with all that hangs from it. True while the answer is out. */
function useLookup(id: string, wanted: boolean): boolean {
  const [answered, setAnswered] = useState<string | null>(null)
  useEffect(() => {
    if (!wanted || answered === id) return
    let current = true
    void lookup({ type: 'account', root: id, limit: 500 })
      .catch(() => {})
      .then(() => current && setAnswered(id))
    return () => {
      current = false
    }
  }, [id, wanted, answered])
  return wanted && answered !== id
}

function useRecordContext(file: AccountFile | null): RecordContext {
  const { t } = useTranslation('accounts')
  const locale = useLocale()
  const [, navigate] = useLocation()
  const now = file?.now ?? 0
  const zone = file?.me.zone ?? 'UTC'
  const choices = file?.choices
  return useMemo(
    () => ({
      now,
      zone,
      shelfLife,
      search: (to, query) => Promise.resolve(matching(choices?.[to] ?? [], query)),
      explain: (code) => explain(code, locale),
      onDecide: () => navigate(paths.sync),
      check: (field, value) => identityProblem(field, value)?.[locale === 'en' ? 'en' : 'zh'] ?? null,
      normalise: normalIdentity,
      rowText: (field, row) =>
        field === 'visitingHours'
          ? [`${t(`weekday_${row['weekday'] as 1}`)} ${String(row.from)}–${String(row.to)}`, row['gateName']]
              .filter(Boolean)
              .join(' · ')
          : undefined
    }),
    [now, zone, choices, locale, navigate, t]
  )
}
