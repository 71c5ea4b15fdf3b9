// Builds the app once before the end-to-end tests. FIELDFILE_BUILT=1 says that out/ is current.
import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'

export default function build(): void {
  if (process.env['FIELDFILE_BUILT'] === '1') return
  const electronVite = resolve('node_modules/electron-vite/bin/electron-vite.js')
  execFileSync(process.execPath, [electronVite, 'build', '--logLevel', 'error'], { stdio: 'inherit' })
}
