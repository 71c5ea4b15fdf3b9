/** The two clocks of a computer at one moment: the wall's, which people set, and one that only counts. */
export interface Clocks {
  wall: number
  counted: number
}

// Clocks that drift apart by less are being kept in step by the system's time service.
const noticeMs = 2_000

/** How far the wall clock moved against the counting one: by a person, a time server, or a sleep. 0: not at all. */
export function clockJump(before: Clocks, after: Clocks): number {
  const moved = after.wall - before.wall - (after.counted - before.counted)
  return Math.abs(moved) < noticeMs ? 0 : moved
}
