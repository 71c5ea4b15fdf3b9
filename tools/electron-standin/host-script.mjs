// The script that runs in a page before any of its own: the built preload, and what it needs of Electron.
import { readFileSync } from 'node:fs'
import { wireSource } from './wire.mjs'

const pageSource = readFileSync(new URL('./page.js', import.meta.url), 'utf8')

/** `transport` is JavaScript for an object { send(text), onmessage(text) } that reaches this process. */
export function hostScript(transport, { preload, additionalArguments = [] }) {
  const about = {
    platform: process.platform,
    arch: process.arch,
    argv: additionalArguments,
    versions: {
      electron: process.versions.electron,
      chrome: process.versions.chrome,
      node: process.versions.node
    }
  }
  const preloadSource = preload ? readFileSync(preload, 'utf8') : ''
  const preloadFunction = `function (require, module, exports, process) {${preloadSource}\n}`
  // Frames inside the page get no preload, as in Electron.
  return `(() => {
if (window.top !== window || location.protocol === 'about:') return
${wireSource}
${pageSource}
standinPage(${transport}, ${preloadFunction}, ${JSON.stringify(about)}, standinWire())
})()`
}
