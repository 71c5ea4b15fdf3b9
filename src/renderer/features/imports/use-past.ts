import { useEffect, useState } from 'react'
import { useQuery, useStatus } from '../../client/index.ts'
import { importCall } from '../../client/import-call.ts'
import { past, type PastImport } from './import-queries.ts'

/** The imports of the company, as the server lists them; without it those this device holds. */
export function usePast(): { rows: readonly PastImport[] | null; local: boolean } {
  const { data: held } = useQuery(past, null)
  const [listed, setListed] = useState<readonly PastImport[] | null>(null)
  const [failed, setFailed] = useState(false)
  // Asked again when the network is back, and when a sync round may have brought the news of a colleague's import.
  const occasion = useStatus(({ net }) =>
    net.phase === 'offline' || net.phase === 'waiting' ? net.phase : net.lastSyncAt
  )
  useEffect(() => {
    let current = occasion !== undefined
    const ask = async () => {
      try {
        const { batches } = await importCall('list')
        if (!current) return
        setListed(batches)
        setFailed(false)
      } catch {
        if (current) setFailed(true)
      }
    }
    void ask()
    return () => {
      current = false
    }
  }, [occasion])
  const local = listed === null && failed
  return { rows: listed ?? (failed || (held && held.length > 0) ? (held ?? null) : null), local }
}
