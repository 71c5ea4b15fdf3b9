import type { ImportRowView, ImportRowsRequest } from '@fieldfile/protocol'
import { useEffect, useState } from 'react'
import { importCall } from '../../client/import-call.ts'
import { codeOf } from './failure.ts'

export type Show = ImportRowsRequest['show']
interface Page {
  key: string
  rows: ImportRowView[]
  total: number
}
const pageRows = 200

/** The rows of one outcome, a page at a time. Those of the answer before stay until the next is there. */
export function useRows(id: string, show: Show, version: number) {
  const key = `${id}/${show}/${version}`
  const [page, setPage] = useState<Page | null>(null)
  const [code, setCode] = useState<string | null>(null)
  const [attempt, setAttempt] = useState(0)
  const [more, setMore] = useState(0)
  useEffect(() => {
    let current = true
    const ask = async () => {
      try {
        const before = more > 0 && page?.key === key ? page.rows : []
        const answer = await importCall('rows', id, { show, offset: before.length, limit: pageRows })
        if (!current) return
        setPage({ key, rows: [...before, ...answer.rows], total: answer.total })
        setCode(null)
      } catch (error) {
        if (current) setCode(codeOf(error))
      }
    }
    void ask()
    return () => {
      current = false
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the rows before are those of the same key
  }, [key, more, attempt])
  return {
    rows: page?.rows ?? null,
    total: page?.total ?? 0,
    loading: page?.key !== key && code === null,
    code,
    more: () => setMore((n) => n + 1),
    retry: () => setAttempt((n) => n + 1)
  }
}
