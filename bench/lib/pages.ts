import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Feature } from '@fieldfile/server/config'
import { build } from 'vite'

/** What runs in the browser, each in a page of its own. */
const entries = {
  device: new URL('../browser/device.ts', import.meta.url),
  'first-sync': new URL('../browser/first-sync.ts', import.meta.url),
  save: new URL('../browser/save.ts', import.meta.url),
  search: new URL('../browser/search.ts', import.meta.url)
} as const
export type PageName = keyof typeof entries

interface File {
  type: string
  body: Buffer
}
/** The bundled pages by their path below `/bench/`. */
export type Pages = ReadonlyMap<string, File>

const headers = {
  'content-security-policy': "default-src 'self'",
  // An isolated page has the finer clock.
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin'
}

/** Bundles a page as the app itself is bundled. */
export async function buildPage(name: PageName): Promise<Pages> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldfile-bench-pages-'))
  try {
    await build({
      configFile: false,
      root: fileURLToPath(new URL('../browser', import.meta.url)),
      base: '/bench/',
      logLevel: 'error',
      worker: { format: 'es' },
      build: {
        outDir: folder,
        target: 'esnext',
        emptyOutDir: true,
        reportCompressedSize: false,
        chunkSizeWarningLimit: 4000,
        rolldownOptions: { input: { [name]: fileURLToPath(entries[name]) }, output: { entryFileNames: '[name].js' } }
      }
    })
    const pages = new Map<string, File>([
      [
        '',
        {
          type: 'text/html',
          body: Buffer.from(`<!doctype html><script type="module" src="/bench/${name}.js"></script>`)
        }
      ]
    ])
    const scripts = (await readdir(folder, { recursive: true })).filter((file) => extname(file) === '.js')
    for (const file of scripts) pages.set(file, { type: 'text/javascript', body: await readFile(join(folder, file)) })
    return pages
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The pages as a feature of the real server, so that they may call it. */
export const pagesFeature =
  (pages: Pages): Feature =>
  (app) => {
    app.get('/bench/*', async (request, reply) => {
      const file = pages.get((request.params as { '*': string })['*'])
      if (!file) return reply.code(404).send()
      return reply.headers(headers).type(file.type).send(file.body)
    })
  }

/** The pages alone, for a benchmark without a server. */
export async function servePages(pages: Pages): Promise<{ url: string; server: Server; close(): Promise<void> }> {
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const file = pages.get((request.url ?? '').replace('/bench/', ''))
    response.writeHead(file ? 200 : 404, { ...headers, 'content-type': file?.type ?? 'text/plain' }).end(file?.body)
  }
  const server = createServer(answer).listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done())
      })
  }
}
