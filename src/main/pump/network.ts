import type { PumpEvent } from './state.ts'

/** Electron tells main of no change of the network; asking costs nothing. */
const everyMs = 2_000

/** Tells when the computer gets or loses its network. */
export function watchNetwork(
  isOnline: () => boolean,
  every: (ms: number, act: () => void) => void,
  tell: (event: PumpEvent) => void
): void {
  let before = isOnline()
  every(everyMs, () => {
    const now = isOnline()
    if (now === before) return
    before = now
    tell({ type: now ? 'online' : 'offline' })
  })
}
