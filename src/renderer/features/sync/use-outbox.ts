import { useEffect, useState } from 'react'
import { outbox, useStatus, type OutboxEntry } from '../../client/index.ts'

/** What waits and what was refused. Read again whenever the counts of the status change. */
export function useOutbox(): { waiting: OutboxEntry[]; refused: OutboxEntry[] } {
  const { waiting, refused } = useStatus()
  const [entries, setEntries] = useState<OutboxEntry[]>([])
  useEffect(() => {
    let current = true
    const read = async () => {
      const next = waiting + refused === 0 ? [] : await outbox()
      if (current) setEntries(next)
    }
    // Closed meanwhile: there is nothing of this person's left to list.
    read().catch(() => {})
    return () => {
      current = false
    }
  }, [waiting, refused])
  return {
    waiting: entries.filter((entry) => entry.state === 'waiting'),
    refused: entries.filter((entry) => entry.state === 'refused')
  }
}
