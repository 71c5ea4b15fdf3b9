/** Unified social credit codes of invented companies: the unallocated region 990000 and a valid check digit (GB 32100-2015). */
const charset = '0123456789ABCDEFGHJKLMNPQRTUWXY'

export function usccOf(n: number): string {
  const digits = [n / 961, n / 31, n].map((x) => charset[Math.floor(x) % 31]!).join('')
  const body = `91990000MA0DEM${digits}`
  return body + checkDigit(body)
}

function checkDigit(body: string): string {
  let sum = 0
  let weight = 1
  for (const char of body) {
    sum += charset.indexOf(char) * weight
    weight = (weight * 3) % 31
  }
  return charset[(31 - (sum % 31)) % 31]!
}
