import { useEffect, useEffectEvent } from 'react'
import { useStatus } from '../../client/index.ts'
import { networkCodes } from './failure.ts'

/** As far as this device knows. */
export const useOnline = (): boolean =>
  useStatus(({ net }) => net.phase !== 'offline' && !(net.phase === 'waiting' && networkCodes.has(net.code ?? '')))

/** A server that was away for a moment tells nobody that it is back. */
const againMs = 15_000

/** Acts when the network may be back, for as long as something waits for it: at once, and every quarter of a minute. */
export function useWhenBack(waiting: boolean, act: () => void): void {
  const online = useOnline()
  const again = useEffectEvent(act)
  useEffect(() => {
    if (!waiting || !online) return
    const timer = setInterval(() => again(), againMs)
    return () => clearInterval(timer)
  }, [waiting, online])
  const cameBack = useEffectEvent(() => {
    if (waiting) act()
  })
  useEffect(() => {
    if (online) cameBack()
  }, [online])
}
