import type { Field, RecordType } from '@fieldfile/protocol'
import type { Hit, Rec } from '../read.ts'
import { NearMatcher, Signatures } from './fuzzy.ts'
import { digitsOf, looksLikeDigits, normal, withoutMarks } from './normal.ts'
import { prepare, searchFields, segmentAt } from './prepare.ts'
import { matchAll, wanted, type Match } from './scan.ts'

interface Shelf {
  fields: [string, Field][]
  ids: (string | null)[]
  texts: string[]
  slots: Map<string, number>
  free: number[]
  signatures: Signatures
  /** Records not taken in yet. */
  rest: Iterator<Rec> | null
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
/** Records between two pauses: about 5 ms. */
const warmStep = 200

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
    // What begins with the question, or is it, was meant.
    if (found.length < few && !found.some((f) => f.score <= words.length)) {
      const known = new Set(found.map((f) => f.id))
      for (const type of types) found.push(...near(type, this.shelf(type), words).filter((f) => !known.has(f.id)))
    }
    return top(found, limit).map(({ type, id, name, how }) => ({ type, id, field: name, how }))
  }

  /** Makes the strings of all types ahead of the first search, a little at a time: a write must not wait for it. */
  async warm(pause: () => Promise<unknown>): Promise<void> {
    for (const name of this.types.keys()) {
      const shelf = this.#begin(name)
      while (!fill(shelf, warmStep)) await pause()
    }
  }

  shelf(name: string): Shelf {
    const shelf = this.#begin(name)
    fill(shelf, Infinity)
    return shelf
  }

  #begin(name: string): Shelf {
    const made = this.#shelves.get(name)
    if (made) return made
    const type = this.types.get(name)
    const shelf: Shelf = {
      fields: type ? searchFields(type) : [],
      ids: [],
      texts: [],
      slots: new Map(),
      free: [],
      signatures: new Signatures(64),
      rest: this.all(name)[Symbol.iterator]()
    }
    this.#shelves.set(name, shelf)
    return shelf
  }
}

/** Takes up to `count` more records in; true when none is left. Changes meanwhile come by `update`. */
function fill(shelf: Shelf, count: number): boolean {
  for (let i = 0; shelf.rest && i < count; i++) {
    const next = shelf.fields.length > 0 ? shelf.rest.next() : null
    if (!next || next.done) shelf.rest = null
    else put(shelf, next.value.id, next.value)
  }
  return shelf.rest === null
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
  // The longest word leaves the fewest records.
  const sought = words.toSorted((a, b) => b.length - a.length).map(wanted)
  for (let slot = 0; slot < texts.length; slot++) {
    const match = matchAll(texts[slot]!, sought)
    if (match)
      found.push({ ...match, type, id: ids[slot]!, length: texts[slot]!.length, name: fields[match.field]![0] })
  }
  return found
}

function near(type: string, shelf: Shelf, words: readonly string[]): Found[] {
  const slots = shelf.signatures.nearest(words.join(' '), shelf.texts.length, candidates)
  const errors = slots.map(() => 0)
  for (const word of words) {
    const matcher = new NearMatcher(word)
    matcher.begin()
    slots.forEach((slot, i) => {
      const distance = matcher.distance(shelf.texts[slot]!)
      errors[i] = distance > matcher.most ? Infinity : errors[i]! + distance
    })
    matcher.end()
  }
  return slots.flatMap((slot, i): Found[] => {
    const id = shelf.ids[slot]
    if (errors[i] === Infinity || id === null || id === undefined) return []
    const { field } = segmentAt(shelf.texts[slot]!, 2)
    const name = shelf.fields[field]![0]
    return [{ score: 20 + errors[i]!, how: 'fuzzy', field, type, id, length: shelf.texts[slot]!.length, name }]
  })
}

const better = (a: Found, b: Found): number => a.score - b.score || a.length - b.length || (a.id < b.id ? -1 : 1)
/** The best `limit` in order, without sorting tens of thousands of hits of a short question. */
function top(found: Found[], limit: number): Found[] {
  const byScore: number[] = []
  for (const { score } of found) byScore[score] = (byScore[score] ?? 0) + 1
  let worst = -1
  for (let sum = 0; sum < limit && worst < byScore.length;) sum += byScore[++worst] ?? 0
  return found
    .filter(({ score }) => score <= worst)
    .toSorted(better)
    .slice(0, limit)
}
