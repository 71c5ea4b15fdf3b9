// The loopback server of STANDIN_SERVE mode. Other programs and other pages on this machine must not get in: every
// request needs the secret that only the printed address carries, and must come from our own page.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { schemes, servePort } from './state.mjs'

const socketPath = /^\/__standin\/(\d+)$/
const reloadMilliseconds = 2000
const elsewhere =
  '已在另一个窗口打开。请使用那个窗口，或关闭它后重新载入。\nOpen elsewhere. Use that window, or close it and reload.'

let opened
export function openServer() {
  opened ??= listen()
  return opened
}

async function listen() {
  const { WebSocketServer } = await import('ws')
  const views = new Map()
  const token = process.env.STANDIN_TOKEN ?? randomBytes(18).toString('base64url')
  const server = createServer()
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(servePort, '127.0.0.1', resolve)
  })
  const site = { views, token, host: `127.0.0.1:${servePort}`, cookie: `standin_${servePort}` }
  server.on('request', (request, response) => {
    respond(site, request, response).catch((error) => {
      process.stderr.write(`stand-in: ${error.stack}\n`)
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    const view = views.get(Number(socketPath.exec(request.url)?.[1]))
    const ours = request.headers.origin === `http://${site.host}`
    if (!view || !ours || !isAllowed(site, request)) return socket.destroy()
    return sockets.handleUpgrade(request, socket, head, (webSocket) => view.connect(webSocket))
  })
  process.stdout.write(`Open http://${site.host}/?token=${token}\n`)
  return site
}

function isAllowed({ host, cookie, token }, { headers }) {
  const from = headers['sec-fetch-site'] ?? 'none'
  if (headers.host !== host || !['none', 'same-origin'].includes(from)) return false
  const given = headers.cookie?.split('; ').find((pair) => pair.startsWith(`${cookie}=`)) ?? ''
  return isSame(given.slice(cookie.length + 1), token)
}

function isSame(given, wanted) {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}

async function respond(site, request, response) {
  const url = new URL(request.url, `http://${site.host}`)
  if (request.headers.host === site.host && isSame(url.searchParams.get('token') ?? '', site.token)) {
    // The secret leaves the address bar and the history at once.
    url.searchParams.delete('token')
    const cookie = `${site.cookie}=${site.token}; HttpOnly; SameSite=Strict; Path=/`
    return redirect(response, url.pathname + url.search, { 'set-cookie': cookie })
  }
  if (!isAllowed(site, request)) return text(response, 403, 'Open the address that the terminal shows.')
  const id = Number(url.searchParams.get('window') ?? site.views.keys().next().value)
  const view = site.views.get(id)
  if (!view) return text(response, 404, 'There is no such window.')
  if (url.pathname === '/' && view.start !== '/') return redirect(response, view.start + url.search)
  if (url.pathname === '/__standin.js') return sendHostScript(site, view, id, response)
  return sendResource(view, id, url, request, response)
}

function redirect(response, location, headers = {}) {
  response.writeHead(302, { ...headers, location }).end()
}

function text(response, status, body) {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(body)
}

// One window has one page: two would be two workers over the same data. The script stands before all others and holds
// the page up while it is asked for, so a second page stops here before it has done anything.
async function sendHostScript({ host }, view, id, response) {
  const script = (await view.claim(reloadMilliseconds)) ? view.hostScript(`ws://${host}/__standin/${id}`) : refusal
  response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' }).end(script)
}
const refusal = `window.stop()
document.documentElement.replaceChildren(document.createElement('body'))
document.body.style.whiteSpace = 'pre-line'
document.body.textContent = ${JSON.stringify(elsewhere)}`

async function sendResource(view, id, url, request, response) {
  const address = new URL(view.address(url.pathname + url.search))
  const handler = schemes.get(address.protocol.slice(0, -1))
  const { method } = request
  const answer = await handler(new Request(address, { method, headers: plain(request.headers) }))
  const headers = Object.fromEntries(answer.headers)
  let body = Buffer.from(await answer.arrayBuffer())
  if (headers['content-type']?.includes('html')) {
    const script = `<script src="/__standin.js?window=${id}"></script>`
    body = Buffer.from(body.toString().replace(/<head[^>]*>/i, (head) => head + script))
  }
  delete headers['content-length']
  response.writeHead(answer.status, headers).end(method === 'HEAD' ? undefined : body)
}

// The app's handler sees what it would see in Electron; our cookie is none of its business.
function plain({ accept, range }) {
  return Object.fromEntries(Object.entries({ accept, range }).filter(([, value]) => value !== undefined))
}
