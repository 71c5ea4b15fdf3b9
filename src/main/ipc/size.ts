/**
 * About how many bytes a structured-cloned value holds; it stops counting at `limit`, so that a hostile argument costs
 * no more than an allowed one.
 */
export function sizeOf(value: unknown, limit: number): number {
  let size = 0
  const waiting: unknown[] = [value]
  const seen = new Set<object>()
  while (waiting.length > 0 && size <= limit) {
    const next = waiting.pop()
    size += 8
    if (typeof next === 'string') size += next.length * 2
    if (typeof next !== 'object' || next === null || seen.has(next)) continue
    seen.add(next)
    if (ArrayBuffer.isView(next) || next instanceof ArrayBuffer) size += next.byteLength
    else if (next instanceof Map || next instanceof Set) waiting.push(...[...next].flat())
    else if (Array.isArray(next)) size += pushAll(waiting, next, limit - size)
    else size += pushAll(waiting, Object.entries(next).flat(), limit - size)
  }
  return size
}

/** More entries than bytes are left need not be looked at. */
function pushAll(waiting: unknown[], entries: unknown[], left: number): number {
  if (entries.length > left) return left + 1
  for (const entry of entries) waiting.push(entry)
  return 0
}
