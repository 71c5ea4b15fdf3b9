// A window shown by headless Chromium. Own schemes, navigation rules and outages are made with the DevTools protocol.
import { fromWeb, toWeb } from './address.mjs'
import { hostScript } from './host-script.mjs'
import { log, schemes } from './state.mjs'
import { pack, unpack } from './wire.mjs'

// Electron's permission names, and those of Browser.setPermission.
const permissions = {
  'persistent-storage': ['persistent-storage'],
  media: ['microphone', 'camera'],
  geolocation: ['geolocation'],
  notifications: ['notifications']
}

// The binding is taken out of the page's reach before its scripts run.
const transport = `(() => {
  const bound = globalThis.__standinSend
  delete globalThis.__standinSend
  const transport = { send: (text) => bound(text) }
  Object.defineProperty(globalThis, '__standinReceive', { value: (text) => transport.onmessage(text) })
  return transport
})()`

export class CdpView {
  #cdp
  #events
  #session
  #workers = new Set()
  #offline = false
  #requested = new Set()
  targetId

  constructor(cdp, events) {
    this.#cdp = cdp
    this.#events = events
  }

  async open({ width, height, preferences }) {
    const { targetId } = await this.#cdp.send('Target.createTarget', { url: 'about:blank', width, height })
    this.targetId = targetId
    const { sessionId } = await this.#cdp.send('Target.attachToTarget', { targetId, flatten: true })
    this.#session = sessionId
    this.#cdp.on(sessionId, (method, params) => this.#receive(sessionId, method, params))
    await this.#send('Page.enable')
    await this.#send('Runtime.enable')
    await this.#send('Network.enable')
    await this.#send('Runtime.addBinding', { name: '__standinSend' })
    await this.#send('Page.addScriptToEvaluateOnNewDocument', { source: hostScript(transport, preferences) })
    await this.#send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
    await this.#attachWorkers(sessionId)
  }

  #send(method, params, session = this.#session) {
    return this.#cdp.send(method, params, session)
  }

  // The page's interception also serves its workers; whether they are online is told to each worker by itself, before
  // its first line runs.
  #attachWorkers(session) {
    const options = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }
    return this.#send('Target.setAutoAttach', options, session)
  }

  async #attached({ sessionId, targetInfo }) {
    this.#cdp.on(sessionId, (method, params) => this.#receive(sessionId, method, params))
    try {
      if (targetInfo.type !== 'worker') return
      this.#workers.add(sessionId)
      await this.#send('Network.enable', {}, sessionId)
      if (this.#offline) await this.#cut(sessionId)
      await this.#attachWorkers(sessionId)
    } finally {
      await this.#send('Runtime.runIfWaitingForDebugger', {}, sessionId)
    }
  }

  async #receive(session, method, params) {
    try {
      await this.#handle(session, method, params)
    } catch (error) {
      // A page that goes away in the middle leaves its last calls unanswered; that is no fault.
      if (!/gone|not found|Invalid|detached|closed/i.test(error.message)) log(error.stack)
    }
  }

  #handle(session, method, params) {
    switch (method) {
      case 'Runtime.bindingCalled':
        return params.name === '__standinSend' ? this.#events.message(this.#addressed(params.payload)) : undefined
      case 'Fetch.requestPaused':
        return this.#answer(session, params)
      case 'Target.attachedToTarget':
        return this.#attached(params)
      case 'Target.detachedFromTarget':
        return void this.#workers.delete(params.sessionId)
      case 'Page.frameRequestedNavigation':
        return void this.#requested.add(withoutHash(params.url))
      case 'Page.loadEventFired':
        return this.#events.loaded()
      case 'Page.domContentEventFired':
        return this.#events.domReady()
      case 'Page.frameNavigated':
        return params.frame.parentId ? undefined : this.#events.navigated(fromWeb(params.frame.url))
      case 'Page.navigatedWithinDocument':
        return params.frameId === this.targetId ? this.#events.navigatedInPage(fromWeb(params.url)) : undefined
      case 'Runtime.exceptionThrown': {
        const { exception, text } = params.exceptionDetails
        return this.#events.pageError(exception?.description ?? text)
      }
      case 'Inspector.targetCrashed':
        return this.#events.crashed()
      case 'Inspector.detached':
        return this.#events.gone()
      default:
        return undefined
    }
  }

  #addressed(payload) {
    const message = unpack(payload)
    return { ...message, href: fromWeb(message.href) }
  }

  async #answer(session, { requestId, request, frameId, resourceType, redirectedRequestId }) {
    const url = fromWeb(withoutHash(request.url))
    const fail = (errorReason) => this.#send('Fetch.failRequest', { requestId, errorReason }, session)
    if (resourceType === 'Document' && frameId === this.targetId) {
      // Aborted, and not blocked: the page that is there stays.
      if (!(await this.#mayNavigate(request.url, redirectedRequestId))) return fail('Aborted')
    }
    const details = { url, method: request.method, resourceType: resourceTypes[resourceType] ?? 'other' }
    if (!(await this.#events.mayRequest(details))) return fail('BlockedByClient')

    const scheme = new URL(url).protocol.slice(0, -1)
    const handler = schemes.get(scheme)
    if (!handler && url === withoutHash(request.url)) return this.#send('Fetch.continueRequest', { requestId }, session)
    if (!handler) return fail('AddressUnreachable')
    let response
    let body
    try {
      const { method, headers, postData } = request
      response = await handler(new Request(url, { method, headers, body: postData }))
      body = Buffer.from(await response.arrayBuffer()).toString('base64')
    } catch (error) {
      log(`protocol.handle: ${error.stack}`)
      return fail('Failed')
    }
    const responseHeaders = [...response.headers].map(([name, value]) => ({
      name,
      value: name === 'location' ? toWeb(new URL(value, url).href) : value
    }))
    const responseCode = response.status || 200
    return this.#send('Fetch.fulfillRequest', { requestId, responseCode, responseHeaders, body }, session)
  }

  // Electron asks only about navigations that the page itself began. Chromium reports those from the page's process,
  // which may arrive after the request; an answer from that process proves that the report is here.
  async #mayNavigate(webUrl, redirected) {
    if (redirected) return this.#events.mayNavigate('will-redirect', fromWeb(webUrl))
    await Promise.race([this.#send('Runtime.evaluate', { expression: '0' }), timeLimit(500)])
    const byPage = this.#requested.delete(withoutHash(webUrl))
    return !byPage || this.#events.mayNavigate('will-navigate', fromWeb(webUrl))
  }

  async load(url) {
    const { errorText } = await this.#send('Page.navigate', { url: toWeb(url) })
    if (errorText) throw new Error(`${errorText} loading '${url}'`)
  }
  async post(message) {
    const expression = `__standinReceive(${JSON.stringify(pack(message))})`
    await this.#send('Runtime.evaluate', { expression }).catch(() => {}) // the page is between two documents
  }
  reload() {
    return this.#send('Page.reload')
  }
  async close() {
    await this.#cdp.send('Target.closeTarget', { targetId: this.targetId }).catch(() => {})
  }

  async offline(offline) {
    this.#offline = offline
    for (const session of [this.#session, ...this.#workers]) await this.#cut(session).catch(() => {})
  }
  #cut(session) {
    const unlimited = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 }
    return this.#send('Network.emulateNetworkConditions', { offline: this.#offline, ...unlimited }, session)
  }
  theme(source) {
    const value = source === 'system' ? '' : source
    return this.#send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] })
  }
  async permit(permission, granted) {
    const origin = await this.evaluate('location.origin')
    for (const name of permissions[permission] ?? []) {
      const setting = granted ? 'granted' : 'denied'
      await this.#cdp.send('Browser.setPermission', { permission: { name }, setting, origin })
    }
  }
  async clearStorage(storageTypes) {
    await this.#send('Storage.clearDataForOrigin', { origin: await this.evaluate('location.origin'), storageTypes })
  }

  async evaluate(expression) {
    const options = { expression, awaitPromise: true, returnByValue: true, userGesture: true }
    const { result, exceptionDetails } = await this.#send('Runtime.evaluate', options)
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }
  async printToPDF({ landscape, printBackground, scale, pageRanges, preferCSSPageSize }) {
    const options = { landscape, printBackground, scale, pageRanges, preferCSSPageSize }
    return Buffer.from((await this.#send('Page.printToPDF', options)).data, 'base64')
  }
  async screenshot() {
    return Buffer.from((await this.#send('Page.captureScreenshot')).data, 'base64')
  }
  openExternal() {}
}

// Chromium's names of resource types, and Electron's.
const resourceTypes = {
  Document: 'mainFrame',
  Stylesheet: 'stylesheet',
  Image: 'image',
  Font: 'font',
  Script: 'script',
  Media: 'media',
  XHR: 'xhr',
  Fetch: 'xhr',
  Ping: 'ping',
  WebSocket: 'webSocket'
}

function withoutHash(url) {
  return url.replace(/#.*/s, '')
}

function timeLimit(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref()
  })
}
