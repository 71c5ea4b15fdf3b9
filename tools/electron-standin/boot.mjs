// What the Electron executable does with its arguments: package.json, main script, browser, ready.
//
// Environment: STANDIN_SERVE=port serves the window to a browser instead of starting Chromium (STANDIN_TOKEN fixes its
// secret); STANDIN_KEYCHAIN, see keychain.mjs; STANDIN_PACKAGED=1 makes app.isPackaged true; STANDIN_CHROMIUM and
// STANDIN_NODE name other executables; STANDIN_DEBUG=1 prints what Chromium writes.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { app, emitReady, setPackage } from './app.mjs'
import { killChromium, startChromium } from './chromium.mjs'
import { log, servePort, state } from './state.mjs'

const require = createRequire(import.meta.url)
const electronVersion = require('electron/package.json').version
const define = (name, value) => Object.defineProperty(process, name, { value, enumerable: true })
define('versions', Object.freeze({ ...process.versions, electron: electronVersion, chrome: '153.0.0.0' }))
define('type', 'browser')
define('defaultApp', true)
define('resourcesPath', join(process.cwd(), 'resources'))
// Specs that differ between Electron and the stand-in ask for this.
define('standin', true)

const args = process.argv.slice(2)
const { target, required } = readArguments()
if (!target || !existsSync(target)) {
  process.stderr.write('usage: electron <app folder> [arguments]\n')
  process.exit(1)
}
// As in Electron: the executable, then everything that was typed. Playwright's loader removes its own arguments.
process.argv = [process.argv[0], ...args]
for (const file of required) require(file)

await import(pathToFileURL(mainScript(target)).href)
if (!servePort && !state.quitting) await startBrowser()
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => app.quit())
if (!state.quitting) emitReady()

function readArguments() {
  const found = { target: undefined, required: [] }
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]
    const before = found.target === undefined // what stands behind the app folder is the app's own
    if (before && (argument === '-r' || argument === '--require')) found.required.push(args[++at])
    else if (before && (argument === '--version' || argument === '-v')) printVersion()
    else if (argument.startsWith('--')) readSwitch(argument)
    else if (!argument.startsWith('-')) found.target ??= resolve(argument)
  }
  return found
}

function printVersion() {
  process.stdout.write(`v${electronVersion} (stand-in)\n`)
  process.exit()
}

function readSwitch(argument) {
  const [, name, value] = /^--([^=]*)=?([^]*)$/.exec(argument)
  if (name === 'user-data-dir') app.setPath('userData', resolve(value))
  app.commandLine.appendSwitch(name, value)
}

function mainScript(path) {
  if (!statSync(path).isDirectory()) return path
  const pkg = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
  setPackage(pkg, path)
  return resolve(path, pkg.main ?? 'index.js')
}

async function startBrowser() {
  // Ours to choose: how it is reached and where its profile is.
  const ours = new Set(['inspect', 'remote-debugging-port', 'user-data-dir', 'lang'])
  const switches = [...app.commandLine.switches]
    .filter(([name]) => !ours.has(name))
    .map(([name, value]) => (value ? `--${name}=${value}` : `--${name}`))
  const userData = app.getPath('userData')
  const { child, address, cdp } = await startChromium({
    userData,
    switches: [...switches, `--lang=${app.getLocale()}`, `--accept-lang=${app.getLocale()}`]
  })
  state.cdp = cdp
  const gone = new Promise((done) => child.once('exit', done))
  state.endBrowser = async () => {
    await Promise.race([cdp.send('Browser.close').catch(() => {}), delay(1000)])
    await Promise.race([gone, delay(4000)])
  }
  child.once('exit', (code) => {
    if (state.quitting) return
    log(`Chromium ended (${code})`)
    process.exit(1)
  })
  process.once('exit', () => killChromium(child.pid))
  if (app.commandLine.hasSwitch('remote-debugging-port')) {
    process.stderr.write(`\nDevTools listening on ${address}\n`)
  }
}
