import { useRef, useState, type PointerEvent as ReactPointerEvent, type RefObject } from 'react'
import type { Candidate } from './candidates-query.ts'
import type { Target } from './week-grid.tsx'
import type { WeekVisit } from './week-query.ts'

export type What = { visit: WeekVisit } | { candidate: Candidate }
export interface Dragged {
  what: What
  durationMin: number
  /** Where it would land; null outside the grid. */
  to: Target | null
}

/** Closer than this it was a click. */
const slackPx = 5
export const snapMin = 15

/**
 * Dragging by mouse or pen onto the columns of the week (`data-day`, `data-from`, `data-to` in minutes). A finger
 * scrolls instead: on touch there are buttons.
 */
export function useGridDrag(grid: RefObject<HTMLElement | null>, onDrop: (dragged: Dragged, to: Target) => void) {
  const [dragged, setDragged] = useState<Dragged | null>(null)
  const dropped = useRef(0)

  const start = (event: ReactPointerEvent, what: What, durationMin: number) => {
    if (event.button !== 0 || event.pointerType === 'touch') return
    const from = { x: event.clientX, y: event.clientY }
    const block = 'visit' in what ? event.currentTarget.getBoundingClientRect() : null
    // The block keeps its place under the pointer.
    const grip = block ? from.y - block.top : 0
    let current: Dragged | null = null
    const move = (e: PointerEvent) => {
      if (!current && Math.hypot(e.clientX - from.x, e.clientY - from.y) < slackPx) return
      current = { what, durationMin, to: targetAt(grid.current, e.clientX, e.clientY, grip, durationMin) }
      setDragged(current)
    }
    const end = () => {
      for (const [type, listener] of listeners) window.removeEventListener(type, listener as EventListener)
      setDragged(null)
    }
    const up = () => {
      end()
      if (!current) return
      dropped.current = performance.now()
      if (current.to) onDrop(current, current.to)
    }
    const key = (e: KeyboardEvent) => {
      if (e.key === 'Escape') end()
    }
    const listeners = [
      ['pointermove', move],
      ['pointerup', up],
      ['pointercancel', end],
      ['keydown', key]
    ] as const
    for (const [type, listener] of listeners) window.addEventListener(type, listener as EventListener)
  }
  /** A drop ends with a click on the block; that one does not open it. */
  const justDropped = () => performance.now() - dropped.current < 100
  return { dragged, start, justDropped }
}

function targetAt(grid: HTMLElement | null, x: number, y: number, grip: number, durationMin: number): Target | null {
  for (const column of grid?.querySelectorAll<HTMLElement>('[data-day]') ?? []) {
    const box = column.getBoundingClientRect()
    if (x < box.left || x >= box.right || y < box.top || y >= box.bottom) continue
    const [from, to] = [Number(column.dataset['from']), Number(column.dataset['to'])]
    const raw = from + ((y - grip - box.top) / box.height) * (to - from)
    const snapped = Math.round(raw / snapMin) * snapMin
    return { date: column.dataset['day']!, minutes: Math.min(Math.max(snapped, 0), 24 * 60 - snapMin), durationMin }
  }
  return null
}
