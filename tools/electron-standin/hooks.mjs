// Makes `import 'electron'` and `require('electron')` mean the stand-in, in the built main process and in
// Playwright's loader alike. Loaded with --import, before anything else.
import { registerHooks } from 'node:module'

const url = new URL('./electron.mjs', import.meta.url).href
const names = new Set(['electron', 'electron/main', 'electron/common'])

registerHooks({
  resolve(specifier, context, next) {
    return names.has(specifier) ? { url, format: 'module', shortCircuit: true } : next(specifier, context)
  }
})
