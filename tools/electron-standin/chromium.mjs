// Starts the headless Chromium that shows the windows, and talks to it.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { log } from './state.mjs'

async function findChromium() {
  if (process.env.STANDIN_CHROMIUM) return process.env.STANDIN_CHROMIUM
  const { default: chromium } = await import('@sparticuz/chromium')
  return chromium.executablePath()
}

/** Starts Chromium on the profile below `userData`; resolves when it listens. */
export async function startChromium({ userData, switches }) {
  mkdirSync(userData, { recursive: true })
  const pidFile = join(userData, 'standin-chromium.pid')
  await endLeftover(pidFile)
  const executable = await findChromium()
  const args = [
    '--headless',
    // Containers and CI run as root, where Chromium's sandbox does not start. The stand-in shows our own pages only.
    '--no-sandbox',
    '--no-zygote',
    '--disable-gpu',
    '--use-gl=angle',
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
    '--disable-dev-shm-usage',
    '--hide-scrollbars',
    '--no-first-run',
    '--no-startup-window',
    ...switches,
    // The pipe is ours, and Chromium ends by itself when it breaks, however this process died. The port is Playwright's.
    '--remote-debugging-pipe',
    '--remote-debugging-port=0',
    `--user-data-dir=${join(userData, 'chromium')}`
  ]
  // A group of its own, so that its helpers can be ended with it.
  const child = spawn(executable, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    env: env(),
    detached: true
  })
  writeFileSync(pidFile, String(child.pid))
  const address = await listening(child)
  return { child, address, cdp: connect(child.stdio[3], child.stdio[4]) }
}

/** Kills Chromium with all its helpers. */
export function killChromium(pid) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}

// Chromium refuses a profile that another one holds, and the one of a killed run needs a moment to notice and end.
async function endLeftover(pidFile) {
  const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0
  for (let tries = 0; isChromium(pid); tries++) {
    if (tries === 50) killChromium(pid)
    if (tries === 100) throw new Error(`Chromium ${pid} still holds the profile`)
    await delay(100)
  }
}

function isChromium(pid) {
  if (pid === 0) return false
  try {
    process.kill(pid, 0)
    // Empty for a process that has ended and that nobody has collected.
    return (
      process.platform !== 'linux' || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--remote-debugging-pipe')
    )
  } catch {
    return false
  }
}

// The software renderer comes unpacked beside the npm Chromium.
function env() {
  if (!existsSync(join(tmpdir(), 'libGLESv2.so'))) return process.env
  const path = [tmpdir(), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':')
  return { ...process.env, LD_LIBRARY_PATH: path }
}

function listening(child) {
  const lastLines = []
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      lastLines.push(line)
      if (lastLines.length > 40) lastLines.shift()
      const address = /^DevTools listening on (ws:.*)$/.exec(line)?.[1]
      if (address) resolve(address)
      else if (process.env.STANDIN_DEBUG) log(`[chromium] ${line}`)
    })
    child.once('error', reject)
    child.once('exit', (code) => {
      reject(new Error(`Chromium ended (${code}) before it was ready:\n${lastLines.join('\n')}`))
    })
  })
}

/** The DevTools protocol over a pair of pipes: JSON texts, each ended by a zero byte. */
function connect(output, input) {
  const waiting = new Map()
  const handlers = new Map()
  let lastId = 0
  let chunks = []

  const receive = ({ id, error, result, method, params, sessionId = '' }) => {
    if (!id) return handlers.get(sessionId)?.(method, params)
    const call = waiting.get(id)
    waiting.delete(id)
    if (error) call.reject(new Error(`${call.method}: ${error.message}`))
    else call.resolve(result)
  }
  input.on('data', (data) => {
    let from = 0
    for (let end = data.indexOf(0); end >= 0; end = data.indexOf(0, from)) {
      const text = Buffer.concat([...chunks, data.subarray(from, end)]).toString()
      chunks = []
      from = end + 1
      receive(JSON.parse(text))
    }
    chunks.push(data.subarray(from))
  })
  input.on('close', () => {
    for (const { reject, method } of waiting.values()) reject(new Error(`${method}: the browser is gone`))
    waiting.clear()
  })
  output.on('error', () => {}) // the browser ended first; `close` above answers the callers

  return {
    send: (method, params = {}, sessionId = undefined) =>
      new Promise((resolve, reject) => {
        const id = ++lastId
        waiting.set(id, { resolve, reject, method })
        output.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
      }),
    /** One handler for the events of a session; '' is the browser itself. */
    on: (sessionId, handler) => handlers.set(sessionId, handler)
  }
}
