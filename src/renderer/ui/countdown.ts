import { useEffect, useState } from 'react'

/** `2:05`, minutes and seconds, rounded up: nobody is told to try too early. */
export function timeLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1_000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Milliseconds that are left of a wait, counted down. A new object begins a new wait. */
export function useCountdown(wait: { waitMs: number }): number {
  const [left, setLeft] = useState(wait.waitMs)
  useEffect(() => {
    const until = performance.now() + wait.waitMs
    const tick = () => setLeft(Math.max(0, until - performance.now()))
    tick()
    if (wait.waitMs === 0) return
    const timer = setInterval(tick, 500)
    return () => clearInterval(timer)
  }, [wait])
  return left
}
