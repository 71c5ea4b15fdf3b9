import { Settings } from '@fieldfile/protocol/ipc'
import type { SmallFile } from './small-file.ts'

export interface SettingsStore {
  get(): Settings
  /** Resolves when the change is on the disk. */
  set(change: Partial<Settings>): Promise<Settings>
  onChange(listener: (settings: Settings) => void): void
}

export interface SettingsSource {
  file: SmallFile
  /** As the system names it: `zh-Hans-CN`, `en-GB`. */
  systemLanguage: string
  /** FIELDFILE_SERVER: the address of whoever installed or started the app; it wins over the stored one. */
  presetServer: string | undefined
}

export const defaultSettings = (systemLanguage: string): Settings => ({
  language: systemLanguage.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en',
  theme: 'system',
  density: 'auto',
  server: '',
  quietFrom: '21:00',
  quietTo: '07:00',
  plainNotifications: false,
  launchAtLogin: false
})

/** Keeps what is valid of a stored file, field by field: one bad value must not cost the others. */
export function readSettings(stored: string, defaults: Settings): Settings {
  let raw: unknown
  try {
    raw = JSON.parse(stored)
  } catch {
    return defaults
  }
  if (typeof raw !== 'object' || raw === null) return defaults
  const valid = Object.entries(Settings.shape).flatMap(([name, schema]) => {
    const parsed = schema.safeParse((raw as Record<string, unknown>)[name])
    return parsed.success ? [[name, parsed.data]] : []
  })
  return { ...defaults, ...Object.fromEntries(valid) }
}

export async function openSettings({ file, systemLanguage, presetServer }: SettingsSource): Promise<SettingsStore> {
  const defaults = defaultSettings(systemLanguage)
  const stored = await file.read().catch(() => null)
  let settings = stored ? readSettings(stored.toString('utf8'), defaults) : defaults
  if (presetServer) settings = { ...settings, server: presetServer }
  const listeners: ((settings: Settings) => void)[] = []
  return {
    get: () => settings,
    async set(change) {
      settings = { ...settings, ...change }
      const now = settings
      for (const listener of listeners) listener(now)
      await file.write(JSON.stringify(now, null, 2))
      return now
    },
    onChange: (listener) => void listeners.push(listener)
  }
}
