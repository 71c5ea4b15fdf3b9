import { identityProblem, normalIdentity } from '@fieldfile/domain/identity/field-rules'
import { fieldLabel } from '@fieldfile/domain/identity/labels'
import { paths } from '@fieldfile/protocol'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { lookup, undo, useQuery, write, type Change } from '../../client/index.ts'
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
import { file as fileQuery, type PersonFile } from './person-query.ts'

const client = { write, undo }
/** Field → days a value stays good: numbers a year. */
const shelfLife = { mobiles: 365, workPhone: 365, emails: 730 }

export interface OpenPerson {
  file: PersonFile
  /** Deleted while it was open: `file` is how it last was. */
  gone: boolean
  context: RecordContext
  write: Write<Change>
  saver: (type: string) => { onSave: SaveField; onAppend: AppendRow }
}
export type PersonState = { state: 'loading' } | { state: 'missing' } | ({ state: 'open' } & OpenPerson)

/** One person as they are now, and how to write about them. */
export function usePerson(id: string): PersonState {
  const { t } = useTranslation('people')
  const locale = useLocale()
  const { data, loading } = useQuery(fileQuery, { id, english: locale === 'en' })
  const [last, setLast] = useState<PersonFile | null>(null)
  const mine = data?.person.id === id ? data : null
  if (mine && mine !== last) setLast(mine)
  const file = mine ?? (last?.person.id === id ? last : null)
  const gone = file !== null && !loading && data === null
  const answered = !loading && (data === null || mine !== null)
  const asking = useLookup(id, answered && file === null)
  const context = useRecordContext(file)
  const tell = useWriter<Change>(client)
  if (!file) return !answered || asking ? { state: 'loading' } : { state: 'missing' }

  const saver = (type: string) => ({
    onSave: async (field: string, value: unknown, was?: Record<string, unknown>) => {
      if (gone) return t('goneSave')
      const text = t(value === null ? 'cleared' : 'saved', { label: fieldLabel(type, field, locale) })
      const written = await tell([{ kind: 'edit', type, id, values: { [field]: value }, ...(was && { was }) }], text)
      return 'refusal' in written ? written.refusal : undefined
    },
    onAppend: async (field: string, row: Record<string, unknown>) => {
      const text = t('added', { label: fieldLabel(type, field, locale) })
      await tell([{ kind: 'edit', type, id, append: { [field]: [row] } }], text)
    }
  })
  return { state: 'open', file, gone, context, write: tell, saver }
}

/** Fetches a person this device does not hold. True while the answer is out. */
function useLookup(id: string, wanted: boolean): boolean {
  const [answered, setAnswered] = useState<string | null>(null)
  useEffect(() => {
    if (!wanted || answered === id) return
    let current = true
    void lookup({ type: 'person', ids: [id] })
      .catch(() => {})
      .then(() => current && setAnswered(id))
    return () => {
      current = false
    }
  }, [id, wanted, answered])
  return wanted && answered !== id
}

function useRecordContext(file: PersonFile | null): RecordContext {
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
      normalise: normalIdentity
    }),
    [now, zone, choices, locale, navigate]
  )
}
