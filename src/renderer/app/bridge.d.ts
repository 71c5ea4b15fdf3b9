import type { Bridge } from '@fieldfile/protocol'

declare global {
  interface Window {
    /** What the preload exposes. */
    readonly fieldfile: Bridge
  }
}
