/**
 * `npm start`: the server on PGlite with the demo company, and the app. Builds and loads what is missing, opens
 * Electron where its binary is or can be had, else serves the window to a browser on this machine.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { buildIsStale } from './build-state.ts'

const root = resolve(import.meta.dirname, '..')
const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '8930' },
    data: { type: 'string', default: join(root, '.fieldfile') },
    empty: { type: 'boolean', default: false },
    'demo-date': { type: 'string' },
    'no-open': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false }
  }
})

if (options.help) {
  console.log(`npm start -- [options]
  --port N              port of the server (8930); the window of the browser version uses the next one
  --data DIR            where the server and this device keep their data (.fieldfile)
  --empty               no demo company; the first start makes an administrator and prints the password
  --demo-date DATE      freeze the demo company's week at this date (2026-09-14); otherwise its week is this week
  --no-open             only the server
  --help                this text`)
  process.exit(0)
}

const port = Number(options.port)
if (!Number.isInteger(port) || port < 1 || port > 65_534)
  fail(`--port wants a number from 1 to 65534, not ${options.port}`)
if (options['demo-date'] && Number.isNaN(Date.parse(options['demo-date'])))
  fail(`--demo-date wants a date like 2026-09-14, not ${options['demo-date']}`)
const data = resolve(options.data)
const serverData = join(data, 'server')
const children = new Set<ChildProcess>()
let ending = false

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end(0))

mkdirSync(data, { recursive: true })
if (!options['no-open'] && buildIsStale(root)) {
  console.log('Building the app …')
  if (spawnSync(bin('electron-vite'), ['build', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' }).status !== 0)
    fail('the build failed')
}
prepareData()

const address = `http://127.0.0.1:${port}`
const server = run(process.execPath, [
  'server/src/cli/serve.ts',
  '--port',
  String(port),
  '--data',
  serverData,
  '--log',
  'warn'
])
server.on('exit', (code) => void end(code ?? 1))
await healthy()
console.log(`\nServer:  ${address}`)
console.log(readFileSync(join(data, 'welcome.txt'), 'utf8'))

if (!options['no-open']) openApp()
console.log('Ctrl+C ends everything.')

function bin(name: string): string {
  return join(root, 'node_modules/.bin', process.platform === 'win32' ? `${name}.cmd` : name)
}

function fail(message: string): never {
  console.error(`npm start: ${message}`)
  process.exit(1)
}

function run(command: string, args: string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env }
  })
  children.add(child)
  child.on('exit', () => children.delete(child))
  return child
}

/** The first start fills the data folder; an interrupted one starts over. */
function prepareData(): void {
  const welcome = join(data, 'welcome.txt')
  if (existsSync(welcome)) return
  const args = ['tools/demo/load.ts', '--data', serverData, '--welcome', welcome]
  if (options.empty) args.push('--empty')
  if (options['demo-date']) args.push('--demo-date', options['demo-date'])
  if (!options.empty) console.log('Loading the demo company …')
  if (spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status !== 0)
    fail('the data folder could not be filled')
}

async function healthy(): Promise<void> {
  for (let i = 0; i < 300; i++) {
    try {
      if ((await fetch(`${address}/healthz`)).ok) return
    } catch {
      // not listening yet
    }
    await new Promise((r) => setTimeout(r, 100))
  }
  fail('the server did not answer within 30 s')
}

function openApp(): void {
  const env: Record<string, string> = { FIELDFILE_SERVER: address }
  if (!options.empty) {
    env['FIELDFILE_DEMO'] = options['demo-date'] ?? 'this week'
    // The demo company lives in East China; on a computer without a zone of its own its visits would start at night.
    if (new Intl.DateTimeFormat().resolvedOptions().timeZone === 'UTC') env['TZ'] = 'Asia/Shanghai'
  }
  const userData = `--user-data-dir=${join(data, 'device')}`
  if (electronBinary()) {
    run(bin('electron'), ['.', userData], env).on('exit', (code) => void end(code ?? 0))
    return
  }
  console.log("Electron's binary is not here and could not be fetched: the window opens in your browser instead.")
  const standIn = join(root, 'tools/electron-standin')
  const hooks = pathToFileURL(join(standIn, 'hooks.mjs')).href
  run(process.execPath, ['--import', hooks, join(standIn, 'boot.mjs'), userData, '.'], {
    ...env,
    STANDIN_SERVE: String(port + 1)
  }).on('exit', (code) => void end(code ?? 1))
}

/** Electron's binary comes from outside npm. Tried for at most a minute, and after a failure not again for a day. */
function electronBinary(): boolean {
  const there = (): boolean => existsSync(join(root, 'node_modules/electron/path.txt'))
  if (there()) return true
  const failed = join(root, '.cache/electron-unavailable')
  if (existsSync(failed) && Date.now() - statSync(failed).mtimeMs < 86_400_000) return false
  console.log("Fetching Electron's binary (at most 60 s) …")
  spawnSync(process.execPath, ['node_modules/electron/install.js'], {
    cwd: root,
    stdio: 'ignore',
    timeout: 60_000,
    killSignal: 'SIGKILL'
  })
  if (there()) return true
  mkdirSync(join(root, '.cache'), { recursive: true })
  writeFileSync(failed, '')
  return false
}

/** Ends what was started: first politely, after five seconds for good. */
async function end(code: number): Promise<void> {
  if (ending) return
  ending = true
  for (const child of children) child.kill('SIGTERM')
  const deadline = Date.now() + 5_000
  while (children.size > 0 && Date.now() < deadline) await new Promise((r) => setTimeout(r, 50))
  for (const child of children) child.kill('SIGKILL')
  process.exit(code)
}
