import { pinyin } from 'pinyin-pro'

const han = /\p{Script=Han}/u
const cache = new Map<string, Reading[]>()
const cacheSize = 4_000

export interface Reading {
  full: string
  initials: string
}

/**
 * How a name is read, without tones: `上海银行` → `shanghaiyinhang`, `shyh`. Polyphones follow the words around them; a short
 * name also gets the reading as a surname (单 is shan there).
 */
export function readings(text: string): Reading[] {
  if (!han.test(text)) return []
  const known = cache.get(text)
  if (known) return known
  const all = [reading(text, false)]
  if (text.length <= 4) {
    const asName = reading(text, true)
    if (asName.full !== all[0]!.full) all.push(asName)
  }
  if (cache.size >= cacheSize) cache.clear()
  cache.set(text, all)
  return all
}

function reading(text: string, surname: boolean): Reading {
  const syllables = pinyin(text, {
    toneType: 'none',
    type: 'array',
    nonZh: 'consecutive',
    v: true,
    ...(surname ? { surname: 'head' as const } : {})
  })
  const words = syllables.map((s) => s.replaceAll(/[^a-z0-9]/g, ''))
  return { full: words.join(''), initials: words.map((w) => w[0] ?? '').join('') }
}
