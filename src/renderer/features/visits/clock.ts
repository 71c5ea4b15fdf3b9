/** The present moment of the window; a test sets another one. */
export const clock = { now: (): number => Date.now() }
export const isoNow = (): string => new Date(clock.now()).toISOString()
