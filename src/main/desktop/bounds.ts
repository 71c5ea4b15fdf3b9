import type { Rectangle } from 'electron'
import type { SmallFile } from '../store/small-file.ts'

export interface Placement {
  bounds: Rectangle
  maximized: boolean
}

export const smallest = { width: 800, height: 600 }
const usual = { width: 1440, height: 900 }
// So much of a window must lie on a screen that its title can be grabbed.
const grip = 100

/** Where the window opens: where it was if that is still on a screen, else in the middle of the first one. */
export function placeWindow(stored: Placement | null, workAreas: readonly Rectangle[]): Placement {
  const [first] = workAreas
  if (!first) return { bounds: { x: 0, y: 0, ...usual }, maximized: false }
  const seen = stored && workAreas.some((area) => overlaps(stored.bounds, area))
  if (seen) return stored
  const width = Math.min(usual.width, first.width)
  const height = Math.min(usual.height, first.height)
  const x = first.x + Math.round((first.width - width) / 2)
  const y = first.y + Math.round((first.height - height) / 2)
  return { bounds: { x, y, width, height }, maximized: stored?.maximized ?? false }
}

function overlaps(bounds: Rectangle, area: Rectangle): boolean {
  const across = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x)
  return across >= grip && bounds.y >= area.y && bounds.y <= area.y + area.height - grip
}

export function parsePlacement(text: string): Placement | null {
  try {
    const { bounds, maximized } = JSON.parse(text) as Partial<Placement>
    if (!bounds) return null
    const { x, y, width, height } = bounds
    if (![x, y, width, height].every(Number.isInteger)) return null
    if (width < smallest.width || height < smallest.height) return null
    return { bounds: { x, y, width, height }, maximized: maximized === true }
  } catch {
    return null
  }
}

export async function readPlacement(file: SmallFile): Promise<Placement | null> {
  const content = await file.read().catch(() => null)
  return content && parsePlacement(content.toString('utf8'))
}
