import { Skeleton } from 'antd'
import { useEffect, useState } from 'react'
import css from './app.module.css'

/** Nothing for the first 300 ms: most things are there by then, and a flash is worse than a pause. */
export function Loading() {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300)
    return () => clearTimeout(timer)
  }, [])
  return late ? (
    <div className={css.waiting} aria-busy="true">
      <Skeleton title paragraph={{ rows: 6 }} />
    </div>
  ) : null
}
