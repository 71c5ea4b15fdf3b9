import { gramCount } from './grams.ts'

/** Slots of one block, in 32-bit words. Small, so that a type with ten records takes little and growing copies nothing. */
export const blockWords = 16
export const blockSlots = blockWords * 32

/** One block: for each gram the slots that have it. A question looks at the few rows of its own grams only. */
export type Block = Int32Array

/** Where the row of a gram begins in a block. */
export const rowOf = (gram: number): number => gram * blockWords

/** Which grams each slot has. 1,024 bits a record; one record changes without touching the others. */
export class Bitmaps {
  readonly blocks: Block[] = []

  clear(slot: number): void {
    const block = this.#block(slot)
    const word = (slot % blockSlots) >> 5
    const others = ~(1 << (slot & 31))
    for (let at = word; at < block.length; at += blockWords) block[at]! &= others
  }
  /** Sets grams of one slot. */
  setter(slot: number): (gram: number) => void {
    const block = this.#block(slot)
    const word = (slot % blockSlots) >> 5
    const bit = 1 << (slot & 31)
    return (gram) => {
      block[rowOf(gram) + word]! |= bit
    }
  }
  #block(slot: number): Block {
    const number = Math.floor(slot / blockSlots)
    return (this.blocks[number] ??= new Int32Array(gramCount * blockWords))
  }
}

/** Number of the lowest bit set. */
export const lowest = (bits: number): number => 31 - Math.clz32(bits & -bits)
