/**
 * Finding the company a row means among those that exist (DOMAIN E-57): credit code, then our code, then a like name in the
 * same city, then a phone number.
 */
export interface Candidate {
  readonly id: string
  readonly uscc: string | null
  readonly code: string | null
  readonly names: readonly string[]
  readonly city: string | null
  readonly phones: readonly string[]
}
export interface Match {
  readonly id: string
  readonly by: 'uscc' | 'code' | 'name' | 'phone'
  /** 0…1; 1 for equal keys. */
  readonly score: number
}

const forms =
  /(\(?集团\)?)?(股份)?(有限责任公司|有限公司|股份公司|公司)$|\(?集团\)?$|[,.]?\s*(co\.?,?\s*ltd\.?|company limited|limited|ltd\.?|inc\.?|corporation|corp\.?|gmbh|llc)\.?$/i

/** A name for comparing: half-width, lower case, without legal form, blanks and punctuation. */
export function normalizeName(name: string): string {
  let text = name.normalize('NFKC').toLowerCase().trim()
  for (let before = ''; before !== text;) {
    before = text
    text = text.replace(forms, '').trim()
  }
  return text.replaceAll(/[\s\p{P}]+/gu, '')
}

/** Jaro-Winkler similarity, 0…1 (Winkler 1990; prefix scale 0.1, at most four characters). */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1
  const [s, t] = [Array.from(a), Array.from(b)]
  const range = Math.max(0, Math.floor(Math.max(s.length, t.length) / 2) - 1)
  const used = t.map(() => false)
  const matched: string[] = []
  for (const [i, char] of s.entries()) {
    for (let j = Math.max(0, i - range); j <= Math.min(t.length - 1, i + range); j++) {
      if (used[j] || t[j] !== char) continue
      used[j] = true
      matched.push(char)
      break
    }
  }
  const m = matched.length
  if (m === 0) return 0
  const other = t.filter((_, j) => used[j])
  const swaps = matched.filter((char, i) => char !== other[i]).length / 2
  const jaro = (m / s.length + m / t.length + (m - swaps) / m) / 3
  let prefix = 0
  while (prefix < Math.min(4, s.length, t.length) && s[prefix] === t[prefix]) prefix++
  return jaro + prefix * 0.1 * (1 - jaro)
}

const likeness = 0.92
/** A pair of letters that this many names share tells nothing; so many of its names are looked at. */
const common = 40

interface Named {
  letters: string
  of: Candidate
}

/**
 * An index over companies; `add` makes rows of the same file find each other. A name is compared with those of its city that
 * share one of its rarest pairs of letters, so that fifty thousand rows do not meet each other all.
 */
export class Matcher {
  readonly #uscc = new Map<string, string>()
  readonly #code = new Map<string, string>()
  readonly #name = new Map<string, Candidate[]>()
  readonly #phone = new Map<string, string>()
  readonly #near = new Map<string, Named[]>()

  constructor(candidates: Iterable<Candidate>) {
    for (const candidate of candidates) this.add(candidate)
  }

  add(c: Candidate): void {
    if (c.uscc) this.#uscc.set(c.uscc, c.id)
    if (c.code) this.#code.set(c.code, c.id)
    for (const phone of c.phones) this.#phone.set(phone, c.id)
    for (const letters of lettersOf(c)) {
      push(this.#name, `${c.city ?? ''}|${letters}`, c)
      for (const pair of pairsOf(letters)) push(this.#near, `${c.city ?? ''}|${pair}`, { letters, of: c })
    }
  }

  find(c: Omit<Candidate, 'id'>): Match | null {
    const uscc = c.uscc ? this.#uscc.get(c.uscc) : undefined
    if (uscc) return { id: uscc, by: 'uscc', score: 1 }
    const code = c.code ? this.#code.get(c.code) : undefined
    if (code) return { id: code, by: 'code', score: 1 }
    const names = lettersOf(c)
    for (const letters of names) {
      const exact = this.#name.get(`${c.city ?? ''}|${letters}`)?.find((other) => !differs(c, other))
      if (exact) return { id: exact.id, by: 'name', score: 1 }
    }
    const like = this.#like(c, names)
    if (like) return like
    const phone = c.phones.map((p) => this.#phone.get(p)).find((id) => id !== undefined)
    return phone ? { id: phone, by: 'phone', score: 1 } : null
  }

  #like(c: Omit<Candidate, 'id'>, names: readonly string[]): Match | null {
    let best: Match | null = null
    for (const letters of names) {
      const shared = pairsOf(letters)
        .map((pair) => this.#near.get(`${c.city ?? ''}|${pair}`) ?? [])
        .filter((named) => named.length > 0)
        .toSorted((a, b) => a.length - b.length)
        .slice(0, 3)
      const seen = new Set<Named['of']>()
      for (const { letters: other, of } of shared.flatMap((named) => named.slice(0, common))) {
        if (seen.has(of) || differs(c, of)) continue
        seen.add(of)
        const score = mayBeAlike(letters, other) ? jaroWinkler(letters, other) : 0
        if (score >= likeness && score > (best?.score ?? 0)) best = { id: of.id, by: 'name', score }
      }
    }
    return best
  }
}

const lettersOf = (c: Omit<Candidate, 'id'>): string[] => [...new Set(c.names.map(normalizeName).filter(Boolean))]

function pairsOf(letters: string): string[] {
  const chars = Array.from(letters)
  return chars.length < 2 ? chars : [...new Set(chars.slice(1).map((char, i) => chars[i]! + char))]
}

/** Names of very different length are never alike enough: all of the shorter one matching bounds the measure. */
function mayBeAlike(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a.length, b.length] : [b.length, a.length]
  const jaro = (2 + short / long) / 3
  return jaro + 0.4 * (1 - jaro) >= likeness
}

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const known = map.get(key)
  if (known) known.push(value)
  else map.set(key, [value])
}

/** Another credit code, or another number of ours, is another company, however alike the names. */
const differs = (a: Omit<Candidate, 'id'>, b: Candidate): boolean =>
  (a.uscc !== null && b.uscc !== null && a.uscc !== b.uscc) || (a.code !== null && b.code !== null && a.code !== b.code)
