import { useSyncExternalStore } from 'react'

/** As in the style sheets: below it there is room for what matters most only. */
const narrow = '(width < 1200px)'

const subscribe = (onChange: () => void) => {
  const media = window.matchMedia(narrow)
  media.addEventListener('change', onChange)
  return () => media.removeEventListener('change', onChange)
}

/** Whether the window is a small laptop's or a tablet's. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => window.matchMedia(narrow).matches)
