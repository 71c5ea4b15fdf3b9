import { expect, test } from 'vitest'
import { dark, light } from './tokens.ts'

const luminance = (hex: string) => {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return c <= 0.040_45 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
// WCAG 2.2, contrast ratio.
const contrast = (a: string, b: string) => {
  const [high, low] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

test.each([
  ['light', light],
  ['dark', dark]
])('%s: text and control edges can be seen', (_, c) => {
  for (const ground of ['page', 'panel', 'sunk'] as const) {
    for (const ink of ['text', 'text2', 'text3', 'link'] as const)
      expect(contrast(c[ink], c[ground])).toBeGreaterThan(4.5)
  }
  for (const tone of ['danger', 'warn', 'ok', 'info', 'conflict'] as const) {
    expect(contrast(c[tone], c[`${tone}-bg`])).toBeGreaterThan(4.7)
  }
  expect(contrast(c.edge, c.panel)).toBeGreaterThan(3.1)
})
