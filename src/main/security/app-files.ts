import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { appOrigin } from './expectations.ts'
import { contentSecurityPolicy, fixedHeaders } from './headers.ts'

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff'
}

/** Stands in index.html for the nonce of the load. */
const noncePlaceholder = '__CSP_NONCE__'

export interface AppFilesDeps {
  /** The built renderer. What is not in it at the start does not exist. */
  folder: string
  newNonce: () => string
}

/**
 * Answers requests of `app://`. A path is looked up in a list and never joined to a folder, so there is nothing to
 * climb out of.
 */
export async function createAppFiles({
  folder,
  newNonce
}: AppFilesDeps): Promise<(request: Request) => Promise<Response>> {
  const files = await listFiles(folder)
  return async (request) => {
    const file = files.get(pathOf(request.url))
    if (!file) return refuse(404)
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405)
    const content = await readFile(file)
    return extname(file) === '.html' ? page(content.toString('utf8'), newNonce()) : asset(content, extname(file))
  }
}

async function listFiles(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const served = entries.filter((entry) => entry.isFile() && extname(entry.name) in contentTypes)
  const paths = served.map((entry) => join(entry.parentPath, entry.name))
  return new Map(paths.map((path) => [`/${relative(folder, path).split(sep).join('/')}`, path]))
}

/** The decoded path of an address of this app, or one that is no file. */
function pathOf(address: string): string {
  const url = URL.parse(address)
  if (!url || `${url.protocol}//${url.host}` !== appOrigin) return ''
  try {
    return decodeURIComponent(url.pathname)
  } catch {
    return ''
  }
}

function page(html: string, nonce: string): Response {
  return new Response(html.replaceAll(noncePlaceholder, nonce), {
    headers: { ...headersFor('.html', nonce), 'cache-control': 'no-store' }
  })
}

const asset = (content: Buffer, extension: string): Response =>
  new Response(content as Uint8Array<ArrayBuffer>, { headers: headersFor(extension) })

const refuse = (status: number): Response =>
  new Response(null, { status, headers: { ...fixedHeaders, 'content-security-policy': contentSecurityPolicy() } })

const headersFor = (extension: string, nonce?: string): Record<string, string> => ({
  ...fixedHeaders,
  'content-type': contentTypes[extension]!,
  'content-security-policy': contentSecurityPolicy(nonce)
})
