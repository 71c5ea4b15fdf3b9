import type { Settings } from '@fieldfile/protocol'
import { useSyncExternalStore } from 'react'
import type { Density, ThemeMode } from '../ui/index.ts'

function useMedia(query: string): boolean {
  const media = window.matchMedia(query)
  return useSyncExternalStore(
    (notify) => {
      media.addEventListener('change', notify)
      return () => media.removeEventListener('change', notify)
    },
    () => media.matches
  )
}

/** Theme and density: what the settings say, else what the system and the pointer are. */
export function useAppearance(settings: Pick<Settings, 'theme' | 'density'>): { mode: ThemeMode; density: Density } {
  const dark = useMedia('(prefers-color-scheme: dark)')
  const coarse = useMedia('(pointer: coarse)')
  return {
    mode: settings.theme === 'system' ? (dark ? 'dark' : 'light') : settings.theme,
    density: settings.density === 'auto' ? (coarse ? 'touch' : 'desk') : settings.density
  }
}
