import type { Geo } from '@fieldfile/protocol'

const waitMs = 5_000
/** A position this fresh needs no new fix. */
const freshMs = 60_000

/** Where we are, if the device says so within five seconds; else null. Never throws, never waits longer. */
export function currentPosition(signal?: AbortSignal): Promise<Geo | null> {
  return new Promise((resolve) => {
    // The time a person takes to answer the browser's question is not part of its own timeout.
    const timer = setTimeout(() => resolve(null), waitMs)
    const end = (position: Geo | null) => {
      clearTimeout(timer)
      resolve(position)
    }
    signal?.addEventListener('abort', () => end(null), { once: true })
    if (!('geolocation' in navigator)) return end(null)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => end({ lat: round(coords.latitude), lon: round(coords.longitude) }),
      () => end(null),
      { timeout: waitMs, maximumAge: freshMs, enableHighAccuracy: false }
    )
  })
}

/** Six decimals are a tenth of a metre. */
const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6
