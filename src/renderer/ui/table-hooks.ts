import type { InputRef, Table } from 'antd'
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type ComponentRef,
  type KeyboardEvent,
  type RefObject
} from 'react'
import { isComposing, isTextEntry } from './keys.ts'

type TableRef = ComponentRef<typeof Table>

/** `/` anywhere outside text puts the focus into the filter. */
export function useFilterKey(enabled: boolean): RefObject<InputRef | null> {
  const input = useRef<InputRef>(null)
  useEffect(() => {
    if (!enabled) return
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTextEntry(event.target)) return
      event.preventDefault()
      input.current?.focus({ cursor: 'all' })
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [enabled])
  return input
}

/** The height from the element's rows to the end of the window. */
export function useFillHeight(box: RefObject<HTMLElement | null>, enabled: boolean): number {
  const [height, setHeight] = useState(400)
  useLayoutEffect(() => {
    if (!enabled) return
    const measure = () => {
      const top = box.current?.getBoundingClientRect().top ?? 0
      // Header row 36, page padding 16 and a line.
      setHeight(Math.max(240, Math.round(window.innerHeight - top - 36 - 18)))
    }
    measure()
    window.addEventListener('resize', measure)
    return () => window.removeEventListener('resize', measure)
  }, [box, enabled])
  return height
}

interface RowKeys<T> {
  rows: readonly T[]
  rowKey: (row: T) => string
  onOpen?: (row: T) => void
  onPeek?: (row: T) => void
  onActive?: (row: T) => void
  box: RefObject<HTMLElement | null>
}

/** The row the keyboard is at. It stays with its record when the rows change. */
export function useRowKeys<T>({ rows, rowKey, onOpen, onPeek, onActive, box }: RowKeys<T>) {
  const [activeKey, setActiveKey] = useState<string | null>(null)
  const table = useRef<TableRef>(null)
  const at = activeKey === null ? -1 : rows.findIndex((row) => rowKey(row) === activeKey)

  const moveTo = (index: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))]
    if (!row) return
    setActiveKey(rowKey(row))
    table.current?.scrollTo({ key: rowKey(row) })
    onActive?.(row)
  }
  const jumps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + 10,
    PageUp: at - 10
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return
    // Keys inside a row's own controls are theirs.
    if (event.target instanceof Element && event.target.closest('input, select, textarea, a, button:not([data-open])'))
      return
    const row = rows[at]
    const jump = event.key === 'Home' ? 0 : event.key === 'End' ? rows.length - 1 : jumps[event.key]
    if (jump !== undefined) {
      // The row that holds the focus may scroll out of the page.
      box.current?.focus({ preventScroll: true })
      moveTo(jump)
    } else if (event.key === 'Enter' && row) onOpen?.(row)
    else if (event.key === ' ' && row) onPeek?.(row)
    else return
    event.preventDefault()
  }
  /** From the filter: down into the rows, Enter opens the only or first one. */
  const fromFilter = (event: KeyboardEvent) => {
    if (isComposing(event)) return
    if (event.key === 'ArrowDown') {
      event.preventDefault()
      box.current?.focus()
      moveTo(0)
    } else if (event.key === 'Enter' && rows[0]) onOpen?.(rows[0])
  }
  return { at, moveTo, onKeyDown, fromFilter, table }
}
