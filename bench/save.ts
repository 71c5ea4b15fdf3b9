import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IpcCalls } from '@fieldfile/protocol'
import { WebSocketServer } from 'ws'
import { createJournal, type Journal } from '../src/main/journal/journal.ts'
import { realDisk } from '../src/main/store/disk.ts'
import type { SavedTimes } from './browser/save.ts'
import { openBrowser } from './lib/chromium.ts'
import { percentile, round, type Bench, type Figure } from './lib/figure.ts'
import { buildPage, servePages } from './lib/pages.ts'

const asked = { edits: 500, accounts: 50 }

/** One edit until the window is told that it is saved: the journal of main has it on the disk. */
export const save: Bench = {
  name: 'save',
  async open() {
    const pages = await servePages(await buildPage('save'))
    let chromium = 'unknown'
    return {
      chromium: () => chromium,
      close: pages.close,
      async run() {
        const folder = await mkdtemp(join(tmpdir(), 'fieldfile-bench-journal-'))
        const journal = createJournal({ folder, disk: realDisk, keys: () => null, log: () => {} })
        const sockets = listen(pages.server, journal)
        const browser = await openBrowser()
        chromium = browser.version
        try {
          const page = await browser.context.newPage()
          await page.goto(`${pages.url}/bench/`)
          await page.waitForFunction(() => 'measure' in globalThis)
          const times = await page.evaluate(
            (question) =>
              (globalThis as unknown as { measure(a: typeof question): Promise<SavedTimes> }).measure(question),
            asked
          )
          const { lines } = await journal.read()
          if (lines.length !== 2 * asked.edits + asked.accounts) throw new Error(`${lines.length} lines in the journal`)
          return [figureOf(times)]
        } finally {
          await browser.close()
          sockets.close()
          await journal.close()
          await rm(folder, { recursive: true, force: true })
        }
      }
    }
  }
}

/** What `journal.append` of main does, asked over a socket; nothing asked: the way alone. */
function listen(server: Server, journal: Journal): WebSocketServer {
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) => {
    socket.on('message', async (data: Buffer) => {
      const { id, argument } = JSON.parse(data.toString()) as {
        id: number
        argument: IpcCalls['journal.append']['in'] | null
      }
      const highest = argument ? await journal.append(argument.lines, argument.hlc) : 0
      socket.send(JSON.stringify({ id, answer: { ok: true, body: { highest } } }))
    })
  })
  return sockets
}

function figureOf({ edits, hurried, puts, hurriedPuts, hops }: SavedTimes): Figure {
  const [value, limit] = [percentile(edits, 0.5), percentile(puts, 0.5)]
  const ratio = value / limit
  return {
    bench: 'save',
    value: round(value, 2),
    unit: 'ms',
    limit: round(limit, 2),
    ratio: round(ratio, 2),
    goal: 'ratio <= 3',
    ok: ratio <= 3,
    p50: round(value, 2),
    p99: round(percentile(edits, 0.99), 2),
    more: {
      edits: edits.length,
      withoutPause: { value: round(percentile(hurried, 0.5), 2), limit: round(percentile(hurriedPuts, 0.5), 2) },
      limitP99: round(percentile(puts, 0.99), 2),
      /** Of the value: to main and back, which IPC does in the app. */
      hop: round(percentile(hops, 0.5), 2)
    }
  }
}
