import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { protoHeader } from '@fieldfile/protocol/auth'
import { afterEach, expect, test } from 'vitest'
import { createTransport } from './transport.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener)
  await new Promise<void>((done) => {
    server!.listen(0, '127.0.0.1', done)
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const send = createTransport({ fetch, log: () => {} })
const ours = { [protoHeader]: '1', 'content-type': 'application/json' }

test('sends JSON with the token and gives back the body', async () => {
  const address = await serve(async (request, response) => {
    let text = ''
    for await (const piece of request) text += String(piece)
    response.writeHead(200, ours).end(JSON.stringify({ text, token: request.headers.authorization, path: request.url }))
  })
  const outcome = await send({ method: 'POST', server: address, path: '/a?b=1', json: { name: '张三' }, token: 't' })
  expect(outcome).toEqual({ ok: true, body: { text: '{"name":"张三"}', token: 'Bearer t', path: '/a?b=1' } })
})

test('a redirect is not followed: what was sent stays between the two', async () => {
  const asked: (string | undefined)[] = []
  const address = await serve((request, response) => {
    asked.push(request.url)
    response.writeHead(307, { location: '/portal' }).end()
  })
  const outcome = await send({ method: 'POST', server: address, path: '/auth/sign-in', json: { password: 'x' } })
  expect(outcome).toEqual({ ok: false, error: { code: 'CAPTIVE_PORTAL' } })
  expect(asked).toEqual(['/auth/sign-in'])
})

test('an answer that stops half-way, or never comes, ends in the time given', async () => {
  const cut = await serve((_, response) => {
    response.writeHead(200, { ...ours, 'content-length': '100' }).write('{"a"')
    setTimeout(() => response.destroy(), 20)
  })
  expect(await send({ method: 'GET', server: cut, path: '/' })).toMatchObject({ error: { code: 'SERVER_UNREACHABLE' } })
  server!.closeAllConnections()
  const silent = await serve(() => {})
  expect(await send({ method: 'GET', server: silent, path: '/', timeoutMs: 50 })).toMatchObject({
    error: { code: 'SERVER_UNREACHABLE' }
  })
})

test('an endless answer is refused by its length', async () => {
  const address = await serve((_, response) => {
    response.writeHead(200, { ...ours, 'content-length': String(64 * 1024 * 1024) }).write('{')
  })
  expect(await send({ method: 'GET', server: address, path: '/' })).toMatchObject({ error: { code: 'SERVER_ERROR' } })
})

test('nobody there', async () => {
  const address = await serve(() => {})
  await new Promise((done) => {
    server!.close(done)
  })
  expect(await send({ method: 'GET', server: address, path: '/' })).toMatchObject({
    error: { code: 'SERVER_UNREACHABLE' }
  })
})
