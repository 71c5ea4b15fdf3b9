import { useEffect, useState } from 'react'

/** The present moment, renewed each minute. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000)
    return () => clearInterval(timer)
  }, [])
  return now
}

export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone
