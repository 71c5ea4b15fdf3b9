import { useEffect, useState } from 'react'

/** The present moment in epoch milliseconds, renewed often enough for "1 min ago". */
export function useMinute(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 20_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
