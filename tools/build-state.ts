import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Whether the built app is missing or older than its sources. */
export function buildIsStale(root: string): boolean {
  let built: number
  try {
    built = Math.min(
      ...['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html'].map(
        (f) => statSync(join(root, f)).mtimeMs
      )
    )
  } catch {
    return true
  }
  const sources = globSync(
    [
      'src/**/*.{ts,tsx,css,html}',
      'protocol/src/**/*.ts',
      'domain/src/**/*.ts',
      'electron.vite.config.ts',
      'package-lock.json'
    ],
    { cwd: root }
  )
  return sources.some((file) => statSync(join(root, file)).mtimeMs > built)
}
