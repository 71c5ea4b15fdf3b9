import type { Match } from './scan.ts'

export interface Found extends Match {
  type: string
  id: string
  length: number
  name: string
}
type Order = Pick<Found, 'score' | 'length' | 'id'>

const isBetter = (a: Order, b: Order): boolean =>
  a.score !== b.score ? a.score < b.score : a.length !== b.length ? a.length < b.length : a.id < b.id

/** The best so many of what is found, in order. What cannot be among them need not be looked at. */
export class Best {
  readonly found: Found[] = []
  private readonly limit: number

  constructor(limit: number) {
    this.limit = limit
  }

  /** Whether something with at best this score would be among the best. */
  wants(score: number, length: number, id: string): boolean {
    const last = this.found[this.limit - 1]
    if (!last || score < last.score) return true
    return score === last.score && (length < last.length || (length === last.length && id < last.id))
  }
  add(one: Found): void {
    let [low, high] = [0, this.found.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (isBetter(one, this.found[middle]!)) high = middle
      else low = middle + 1
    }
    if (low >= this.limit) return
    this.found.splice(low, 0, one)
    if (this.found.length > this.limit) this.found.pop()
  }
}
