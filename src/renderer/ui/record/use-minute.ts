import { useEffect, useState } from 'react'

const minuteMs = 60_000
const thisMinute = () => Math.floor(Date.now() / minuteMs) * minuteMs

/** The present, to the minute. */
export function useMinute(): number {
  const [now, setNow] = useState(thisMinute)
  useEffect(() => {
    const timer = setInterval(() => setNow(thisMinute()), minuteMs / 4)
    return () => clearInterval(timer)
  }, [])
  return now
}
