import type { Field, RecordType } from '@fieldfile/protocol'
import type { Hit, Rec } from '../read.ts'
import { Best } from './best.ts'
import { Bitmaps, blockSlots, blockWords, lowest } from './bitmaps.ts'
import { NearMatcher, nearest } from './fuzzy.ts'
import { eachGram } from './grams.ts'
import { Needle } from './needle.ts'
import { digitsOf, isWide, looksLikeDigits, normal, withoutMarks } from './normal.ts'
import { markOf, preparedOf, textsForm, type KeptText, type KeptTexts } from './kept-texts.ts'
import { firstFieldOf, nothing, prepare, searchFields, type Prepared } from './prepare.ts'
import type { Match } from './scan.ts'

interface Shelf {
  fields: [string, Field][]
  ids: (string | null)[]
  /** Three lists instead of a list of objects: smaller, and a length is looked up without its text. */
  wides: string[]
  narrows: string[]
  lengths: number[]
  grams: Bitmaps
  slots: Map<string, number>
  free: number[]
  /** Records not taken in yet. */
  rest: Iterator<Rec> | null
  /** Texts of an earlier run, until all records are taken in. */
  kept: Map<string, KeptText> | null
  /** Texts prepared in this run. */
  fresh: number
}

/** Below this many hits a second look forgives typing errors. */
const few = 3
const candidates = 400
/** Records between two pauses: about 5 ms. */
const warmStep = 200
/** Texts in one part of what is kept: some 500 KB. */
const partTexts = 2_000

/**
 * Prepared texts of the records of each type, and bitmaps that say which of them are worth a look; made on the first search of the
 * type and kept from then on.
 */
export class SearchIndex {
  readonly #shelves = new Map<string, Shelf>()
  #kept = new Map<string, Map<string, KeptText>>()

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
    const best = new Best(Math.max(limit, few))
    for (const type of types) scan(type, this.shelf(type), words, best)
    const { found } = best
    // What begins with the question, or is it, was meant.
    if (found.length < few && !found.some((f) => f.score <= words.length)) {
      const known = new Set(found.map((f) => f.id))
      for (const type of types) near(type, this.shelf(type), words, known, best)
    }
    return found.slice(0, limit).map(({ type, id, name, how }) => ({ type, id, field: name, how }))
  }

  /** Makes the strings of all types ahead of the first search, a little at a time: a write must not wait for it. */
  async warm(pause: () => Promise<unknown>): Promise<void> {
    for (const name of this.types.keys()) {
      const shelf = this.#begin(name)
      while (!fill(shelf, warmStep)) await pause()
    }
  }

  /** Takes over what an earlier run prepared. Only for types that were not asked for yet. */
  recall({ form, type, fields, texts }: KeptTexts): void {
    const definition = this.types.get(type)
    const names = definition ? searchFields(definition).map(([name]) => name) : []
    if (form !== textsForm || names.join() !== fields.join() || this.#shelves.has(type)) return
    const kept = this.#kept.get(type) ?? new Map<string, KeptText>()
    for (const text of texts) kept.set(text[0], text)
    this.#kept.set(type, kept)
  }
  /** Texts made since the last `keep`; 0 as long as there are records to take in. */
  fresh(): number {
    const shelves = [...this.#shelves.values()]
    return shelves.some(({ rest }) => rest) ? 0 : shelves.reduce((sum, { fresh }) => sum + fresh, 0)
  }
  /** All texts, for the next start. */
  *keep(): Generator<KeptTexts> {
    for (const [type, shelf] of this.#shelves) {
      shelf.fresh = 0
      if (shelf.slots.size === 0) continue
      const fields = shelf.fields.map(([name]) => name)
      let texts: KeptText[] = []
      for (const { id, body } of this.all(type)) {
        const slot = shelf.slots.get(id)
        if (slot === undefined) continue
        texts.push([id, markOf(shelf.fields, body), shelf.wides[slot]!, shelf.narrows[slot]!, shelf.lengths[slot]!])
        if (texts.length < partTexts) continue
        yield { form: textsForm, type, fields, texts }
        texts = []
      }
      if (texts.length > 0) yield { form: textsForm, type, fields, texts }
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
      wides: [],
      narrows: [],
      lengths: [],
      grams: new Bitmaps(),
      slots: new Map(),
      free: [],
      rest: this.all(name)[Symbol.iterator](),
      kept: this.#kept.get(name) ?? null,
      fresh: 0
    }
    this.#kept.delete(name)
    this.#shelves.set(name, shelf)
    return shelf
  }
}

/** Takes up to `count` more records in; true when none is left. Changes meanwhile come by `update`. */
function fill(shelf: Shelf, count: number): boolean {
  for (let i = 0; shelf.rest && i < count; i++) {
    const next = shelf.fields.length > 0 ? shelf.rest.next() : null
    if (!next || next.done) shelf.rest = shelf.kept = null
    else put(shelf, next.value.id, next.value)
  }
  return shelf.rest === null
}

function put(shelf: Shelf, id: string, rec: Rec | undefined): void {
  const made = rec ? preparedFor(shelf, id, rec.body) : nothing
  let slot = shelf.slots.get(id)
  if (slot === undefined && made.length === 0) return
  if (slot !== undefined) {
    if (shelf.wides[slot] === made.wide && shelf.narrows[slot] === made.narrow) return
    shelf.grams.clear(slot)
  }
  slot ??= shelf.free.pop() ?? shelf.ids.length
  shelf.wides[slot] = made.wide
  shelf.narrows[slot] = made.narrow
  shelf.lengths[slot] = made.length
  shelf.ids[slot] = made.length === 0 ? null : id
  if (made.length === 0) {
    shelf.slots.delete(id)
    shelf.free.push(slot)
    return
  }
  shelf.slots.set(id, slot)
  const set = shelf.grams.setter(slot)
  eachGram(made.wide, set)
  eachGram(made.narrow, set)
}

function preparedFor(shelf: Shelf, id: string, body: Rec['body']): Prepared {
  const kept = shelf.kept?.get(id)
  if (kept && kept[1] === markOf(shelf.fields, body)) return preparedOf(kept)
  shelf.fresh++
  return prepare(shelf.fields, body)
}

function wordsOf(question: string): string[] {
  const text = withoutMarks(normal(question)).trim()
  if (looksLikeDigits(text)) return [digitsOf(text)]
  return text
    .split(/[\s,，、;；]+/)
    .filter(Boolean)
    .slice(0, 8)
}

function scan(type: string, shelf: Shelf, words: readonly string[], best: Best): void {
  // The longest word leaves the fewest records.
  const needles = words.toSorted((a, b) => b.length - a.length).map((word) => new Needle(word))
  const left = new Int32Array(blockWords)
  shelf.grams.blocks.forEach((block, number) => {
    left.fill(-1)
    if (!needles.every((needle) => needle.narrow(block, left))) return
    for (let w = 0; w < blockWords; w++)
      for (let bits = left[w]!; bits !== 0; bits &= bits - 1) {
        const at = lowest(bits)
        const slot = number * blockSlots + w * 32 + at
        const id = shelf.ids[slot]
        if (id === null || id === undefined) continue
        let score = 0
        for (const needle of needles) score += needle.atBest(block, w, 1 << at)
        const length = shelf.lengths[slot]!
        if (!best.wants(score, length, id)) continue
        const match = matchAll(shelf, slot, needles)
        if (match) best.add({ ...match, type, id, length, name: shelf.fields[match.field]![0] })
      }
  })
}

const textsOf = ({ wides, narrows }: Shelf, slot: number): Pick<Prepared, 'wide' | 'narrow'> => ({
  wide: wides[slot]!,
  narrow: narrows[slot]!
})

/** All words must be found; the record is as good as the sum of its places. */
function matchAll(shelf: Shelf, slot: number, needles: readonly Needle[]): Match | null {
  const texts = textsOf(shelf, slot)
  let best: Match | undefined
  let score = 0
  for (const needle of needles) {
    const match = needle.match(texts)
    if (!match) return null
    if (!best || match.score < best.score) best = match
    score += match.score
  }
  return best ? { ...best, score } : null
}

function near(type: string, shelf: Shelf, words: readonly string[], known: ReadonlySet<string>, best: Best): void {
  const slots = nearest(shelf.grams, words.join(' '), candidates)
  const errors = slots.map(() => 0)
  for (const word of words) {
    const texts = isWide(word) ? shelf.wides : shelf.narrows
    const matcher = new NearMatcher(word)
    matcher.begin()
    slots.forEach((slot, i) => {
      if (errors[i] === Infinity) return
      const distance = matcher.distance(texts[slot]!)
      errors[i] = distance > matcher.most ? Infinity : errors[i]! + distance
    })
    matcher.end()
  }
  slots.forEach((slot, i) => {
    const id = shelf.ids[slot]
    if (errors[i] === Infinity || id === null || id === undefined || known.has(id)) return
    const field = firstFieldOf(textsOf(shelf, slot))
    const name = shelf.fields[field]![0]
    best.add({ score: 20 + errors[i]!, how: 'fuzzy', field, type, id, length: shelf.lengths[slot]!, name })
  })
}
