import type { Field, RecordType } from '@fieldfile/protocol'
import type { Hit, Rec } from '../read.ts'
import { allowance, distanceWithin, Signatures } from './fuzzy.ts'
import { digitsOf, looksLikeDigits, normal, withoutMarks } from './normal.ts'
import { prepare, searchFields, segmentAt } from './prepare.ts'
import { matchAll, type Match } from './scan.ts'

interface Shelf {
  fields: [string, Field][]
  ids: (string | null)[]
  texts: string[]
  slots: Map<string, number>
  free: number[]
  signatures: Signatures
}
interface Found extends Match {
  type: string
  id: string
  length: number
  name: string
}

/** Below this many hits a second look forgives typing errors. */
const few = 3
const candidates = 400

/** Prepared strings of the records of each type, made on the first search of the type and kept from then on. */
export class SearchIndex {
  readonly #shelves = new Map<string, Shelf>()

  private readonly types: ReadonlyMap<string, RecordType>
  private readonly all: (type: string) => Iterable<Rec>

  constructor(types: ReadonlyMap<string, RecordType>, all: (type: string) => Iterable<Rec>) {
    this.types = types
    this.all = all
  }

  update(type: string, id: string, rec: Rec | undefined): void {
    const shelf = this.#shelves.get(type)
    if (shelf) put(shelf, id, rec)
  }

  find(types: readonly string[], question: string, limit: number): Hit[] {
    const words = wordsOf(question)
    if (words.length === 0) return []
    const found = types.flatMap((type) => scan(type, this.shelf(type), words))
    if (found.length < few) {
      const known = new Set(found.map((f) => f.id))
      for (const type of types) found.push(...near(type, this.shelf(type), words).filter((f) => !known.has(f.id)))
    }
    return top(found, limit).map(({ type, id, name, how }) => ({ type, id, field: name, how }))
  }

  /** Makes the strings of a type; done ahead of the first search when there is time. */
  shelf(name: string): Shelf {
    const made = this.#shelves.get(name)
    if (made) return made
    const type = this.types.get(name)
    const recs = [...this.all(name)]
    const shelf: Shelf = {
      fields: type ? searchFields(type) : [],
      ids: [],
      texts: [],
      slots: new Map(),
      free: [],
      signatures: new Signatures(recs.length)
    }
    for (const rec of recs) put(shelf, rec.id, rec)
    this.#shelves.set(name, shelf)
    return shelf
  }
}

function put(shelf: Shelf, id: string, rec: Rec | undefined): void {
  const text = rec ? prepare(shelf.fields, rec.body) : ''
  let slot = shelf.slots.get(id)
  if (slot !== undefined && shelf.texts[slot] === text) return
  if (text === '') {
    if (slot === undefined) return
    shelf.ids[slot] = null
    shelf.texts[slot] = ''
    shelf.signatures.set(slot, '')
    shelf.slots.delete(id)
    shelf.free.push(slot)
    return
  }
  slot ??= shelf.free.pop() ?? shelf.ids.length
  shelf.ids[slot] = id
  shelf.texts[slot] = text
  shelf.slots.set(id, slot)
  shelf.signatures.set(slot, text)
}

function wordsOf(question: string): string[] {
  const text = withoutMarks(normal(question)).trim()
  if (looksLikeDigits(text)) return [digitsOf(text)]
  return text
    .split(/[\s,，、;；]+/)
    .filter(Boolean)
    .slice(0, 8)
}

function scan(type: string, { ids, texts, fields }: Shelf, words: readonly string[]): Found[] {
  const found: Found[] = []
  for (let slot = 0; slot < texts.length; slot++) {
    const match = matchAll(texts[slot]!, words)
    if (match)
      found.push({ ...match, type, id: ids[slot]!, length: texts[slot]!.length, name: fields[match.field]![0] })
  }
  return found
}

function near(type: string, { ids, texts, fields, signatures }: Shelf, words: readonly string[]): Found[] {
  const found: Found[] = []
  const joined = words.join(' ')
  for (const slot of signatures.nearest(joined, texts.length, candidates)) {
    const text = texts[slot]!
    let errors = 0
    for (const word of words) {
      if (text.includes(word)) continue
      const most = allowance(word.length)
      const distance = most === 0 ? 1 : distanceWithin(text, word, most)
      errors = distance > most ? Infinity : errors + distance
      if (errors === Infinity) break
    }
    if (errors === Infinity || ids[slot] === null) continue
    const { field } = segmentAt(text, 2)
    found.push({
      score: 20 + errors,
      how: 'fuzzy',
      field,
      type,
      id: ids[slot]!,
      length: text.length,
      name: fields[field]![0]
    })
  }
  return found
}

const better = (a: Found, b: Found): number => a.score - b.score || a.length - b.length || (a.id < b.id ? -1 : 1)
/** The best `limit` in order, without sorting tens of thousands of hits of a short question. */
function top(found: Found[], limit: number): Found[] {
  if (found.length <= limit * 4) return found.toSorted(better).slice(0, limit)
  const scores = found.map((f) => f.score).toSorted((a, b) => a - b)
  const worst = scores[limit - 1]!
  return found
    .filter((f) => f.score <= worst)
    .toSorted(better)
    .slice(0, limit)
}
