import { useEffect } from 'react'
import { goBack, goForward } from './history.ts'

export interface GlobalKeys {
  onPalette: () => void
  /** Ctrl 1 … Ctrl 8: the entry of that number. */
  onNav: (index: number) => void
}

/** The keys that work on every page. `?` is KeyHelp's, Ctrl Z the toast's. */
export function useGlobalKeys({ onPalette, onNav }: GlobalKeys): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const ctrl = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
      // Under a dialog the page is inert, and Esc is the way out of it.
      if (document.querySelector('dialog[open]')) return
      if (ctrl && event.key.toLowerCase() === 'k') onPalette()
      else if (ctrl && /^[1-8]$/.test(event.key)) onNav(Number(event.key) - 1)
      else if (event.altKey && !event.ctrlKey && event.key === 'ArrowLeft') goBack()
      else if (event.altKey && !event.ctrlKey && event.key === 'ArrowRight') goForward()
      else return
      event.preventDefault()
    }
    // The thumb buttons of a mouse.
    const onMouse = (event: MouseEvent) => {
      if (event.button === 3) goBack()
      if (event.button === 4) goForward()
    }
    window.addEventListener('keydown', onKey)
    window.addEventListener('mouseup', onMouse)
    return () => {
      window.removeEventListener('keydown', onKey)
      window.removeEventListener('mouseup', onMouse)
    }
  })
}
