import type { Settings } from '@fieldfile/protocol'
import { create } from 'zustand'

interface SettingsStore {
  settings: Settings
  /** Shown at once; taken back if main could not keep it. Resolves to whether it was kept. */
  change: (patch: Partial<Settings>) => Promise<boolean>
}

export const defaults: Settings = {
  language: 'zh-CN',
  theme: 'system',
  density: 'auto',
  server: '',
  quietFrom: '21:00',
  quietTo: '07:30',
  plainNotifications: false,
  launchAtLogin: false
}

export const useSettings = create<SettingsStore>()((set, get) => ({
  settings: defaults,
  change: async (patch) => {
    const before = get().settings
    set({ settings: { ...before, ...patch } })
    try {
      set({ settings: await window.fieldfile.call('settings.set', patch) })
      return true
    } catch {
      set({ settings: before })
      return false
    }
  }
}))
