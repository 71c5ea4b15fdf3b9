// Writes the tiny app that standin.test.ts runs: main, preload, page and a Dexie worker, as electron-vite would build
// them, without a build.
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const csp =
  "default-src 'none'; script-src 'self'; connect-src 'self'; worker-src 'self'; style-src 'self'; base-uri 'none'"

const main = `
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { app, BrowserWindow, ipcMain, protocol } from 'electron'

const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.json': 'application/json' }
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }])
globalThis.seen = []
if (!app.requestSingleInstanceLock()) app.quit()
else void app.whenReady().then(start)
app.on('web-contents-created', (_event, contents) => {
  for (const kind of ['will-navigate', 'will-redirect', 'will-attach-webview']) {
    contents.on(kind, (event) => { seen.push([kind, event.url]); event.preventDefault() })
  }
  contents.setWindowOpenHandler(({ url }) => { seen.push(['open', url]); return { action: 'deny' } })
})
async function start() {
  protocol.handle('app', async (request) => {
    const name = new URL(request.url).pathname.slice(1)
    try {
      const body = await readFile(join(import.meta.dirname, 'page', name))
      return new Response(body, { headers: { 'content-type': types[extname(name)], 'content-security-policy': ${JSON.stringify(csp)} } })
    } catch { return new Response('no', { status: 404 }) }
  })
  ipcMain.handle('echo', (_event, value) => value)
  ipcMain.handle('sender', ({ senderFrame, sender }) => ({
    url: senderFrame.url, origin: senderFrame.origin, main: senderFrame === sender.mainFrame && senderFrame.parent === null && senderFrame.top === senderFrame
  }))
  ipcMain.handle('fail', () => { throw new RangeError('no such thing') })
  ipcMain.on('note', (event, text) => event.sender.send('noted', text + '!'))
  const window = new BrowserWindow({ width: 900, height: 600, webPreferences: { preload: join(import.meta.dirname, 'preload.cjs'), sandbox: true } })
  await window.loadURL('app://bundle/index.html')
}
app.on('window-all-closed', () => app.quit())
`

const preload = `
const { contextBridge, ipcRenderer } = require('electron')
contextBridge.exposeInMainWorld('bridge', {
  invoke: (channel, ...args) => ipcRenderer.invoke(channel, ...args),
  send: (channel, ...args) => ipcRenderer.send(channel, ...args),
  on: (channel, listener) => { ipcRenderer.on(channel, (_event, ...args) => listener(...args)) }
})
`

const page = `
const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
const waiting = new Map()
let lastId = 0
worker.onmessage = ({ data }) => { waiting.get(data.id)(data.value); waiting.delete(data.id) }
globalThis.ask = (call, ...args) => new Promise((resolve) => { waiting.set(++lastId, resolve); worker.postMessage({ id: lastId, call, args }) })
globalThis.noted = []
bridge.on('noted', (text) => { noted.push(text) })
document.querySelector('#state').textContent = 'rows ' + (await ask('count'))
`

const worker = `
import Dexie from './dexie.mjs'
const db = new Dexie('rows')
db.version(1).stores({ rows: '++id' })
const calls = {
  count: () => db.rows.count(),
  add: (text) => db.transaction('rw!', db.rows, () => db.rows.add({ text })),
  fetch: (path) => fetch(path).then((answer) => answer.text(), (error) => error.name),
  online: () => navigator.onLine
}
onmessage = async ({ data: { id, call, args } }) => postMessage({ id, value: await calls[call](...args) })
`

const html = `<!doctype html><html><head><meta charset="utf-8"><title>Tiny</title></head>
<body><p id="state">loading</p><a id="away" href="https://example.invalid/">away</a>
<a id="tab" target="_blank" href="https://example.invalid/tab">tab</a><script type="module" src="./page.js"></script></body></html>`

/** @returns the folder of the app */
export function writeTestApp(): string {
  const folder = mkdtempSync(join(tmpdir(), 'standin-app-'))
  mkdirSync(join(folder, 'page'))
  const files: Record<string, string> = {
    'package.json': JSON.stringify({ name: 'tiny', version: '1.2.3', type: 'module', main: 'main.js' }),
    'main.js': main,
    'preload.cjs': preload,
    'page/index.html': html,
    'page/page.js': page,
    'page/worker.js': worker,
    'page/data.json': '"data"'
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const dexie = dirname(createRequire(import.meta.url).resolve('dexie/package.json'))
  copyFileSync(join(dexie, 'dist/dexie.mjs'), join(folder, 'page/dexie.mjs'))
  return folder
}
