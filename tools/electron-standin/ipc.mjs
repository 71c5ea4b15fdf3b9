// `ipcMain`, and how a message of a page reaches its handlers.
/* oxlint-disable no-underscore-dangle -- _invokeHandlers is Electron's own name: tests call a handler with a forged sender
   through it, here and there */
import { EventEmitter } from 'node:events'
import { strict } from './strict.mjs'
import { pack } from './wire.mjs'

class IpcMain extends EventEmitter {
  _invokeHandlers = new Map()
  handle(channel, handler) {
    if (this._invokeHandlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`)
    }
    if (typeof handler !== 'function')
      throw new TypeError(`Expected handler to be a function, but found ${typeof handler}`)
    this._invokeHandlers.set(channel, handler)
  }
  handleOnce(channel, handler) {
    this.handle(channel, (...args) => {
      this.removeHandler(channel)
      return handler(...args)
    })
  }
  removeHandler(channel) {
    this._invokeHandlers.delete(channel)
  }
}

export const ipcMain = strict(new IpcMain(), 'ipcMain')

function frameEvent(sender) {
  return {
    type: 'frame',
    sender,
    senderFrame: sender.mainFrame,
    frameId: sender.mainFrame.routingId,
    processId: sender.mainFrame.processId
  }
}

export function receiveSend(sender, { channel, args }) {
  const event = { ...frameEvent(sender), reply: (to, ...values) => sender.send(to, ...values) }
  ipcMain.emit(channel, event, ...args)
}

/** Runs the handler and returns the reply; errors lose everything but their text, as in Electron. */
export async function receiveInvoke(sender, { id, channel, args }) {
  try {
    const handler = ipcMain._invokeHandlers.get(channel)
    if (!handler) throw new Error(`No handler registered for '${channel}'`)
    const reply = { type: 'reply', id, value: await handler(frameEvent(sender), ...args) }
    pack(reply) // what cannot be cloned is the handler's error, not a lost message
    return reply
  } catch (error) {
    process.stderr.write(`Error occurred in handler for '${channel}': ${error?.stack ?? error}\n`)
    return { type: 'reply', id, error: String(error) }
  }
}
