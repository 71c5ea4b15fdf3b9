import { expect, test } from 'vitest'
import { frame, readFrames } from './frame.ts'

const payloads = ['first', 'L 2 op - QUJD', 'x'.repeat(120), '12345678 5 inner', 'last']
const lines = payloads.map(frame)
const whole = Buffer.from(lines.join(''), 'latin1')
/** Offsets at which a line ends, without its line feed. */
const ends = lines.map((_, i) => lines.slice(0, i + 1).join('').length - 1)

test('what is framed is read again', () => {
  expect(readFrames(whole)).toEqual({ payloads, goodLength: whole.length, damaged: 0, torn: false })
  expect(readFrames(Buffer.alloc(0))).toEqual({ payloads: [], goodLength: 0, damaged: 0, torn: false })
})

test('cut at any byte: every whole line is there, and the cut is seen', () => {
  for (let length = 0; length <= whole.length; length += 1) {
    const read = readFrames(whole.subarray(0, length))
    const complete = ends.filter((end) => end <= length).length
    expect(read.payloads, `cut at ${length}`).toEqual(payloads.slice(0, complete))
    const isBetweenLines = length === 0 || ends.includes(length - 1)
    expect(read.torn, `cut at ${length}`).toBe(!isBetweenLines)
  }
})

test('any bit flipped: at most its own line is lost, and that is seen', () => {
  for (let bit = 0; bit < whole.length * 8; bit += 1) {
    const bytes = Buffer.from(whole)
    bytes[bit >> 3]! ^= 1 << (bit & 7)
    const line = ends.findIndex((end) => end >= bit >> 3)
    const read = readFrames(bytes)
    const others = payloads.filter((_, i) => i !== line)
    const isFeed = ends.includes(bit >> 3)
    expect(read.payloads, `bit ${bit}`).toEqual(isFeed ? payloads : others)
    expect(isFeed || read.damaged > 0 || read.torn, `bit ${bit}`).toBe(true)
  }
})

test('bytes of anything are never taken for a line', () => {
  const noise = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3)) & 255))
  expect(readFrames(noise).payloads).toEqual([])
  expect(readFrames(Buffer.concat([noise, Buffer.from('\n'), whole])).payloads).toEqual(payloads)
})
