import { usccCheckCharacter } from '@fieldfile/domain/identity/uscc'

const digits = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** Unified social credit codes of invented companies: the unallocated region 990000 and a valid check character. */
export function usccOf(n: number): string {
  const number = [n / 961, n / 31, n].map((x) => digits[Math.floor(x) % 31]!).join('')
  const body = `91990000MA0DEM${number}`
  return body + usccCheckCharacter(body)!
}
