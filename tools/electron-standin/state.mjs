// What the modules of the stand-in share about this one run.

export const state = {
  ready: false,
  quitting: false,
  offline: false,
  /** package.json of the app that runs */
  pkg: {},
  appPath: process.cwd(),
  /** the connection to Chromium; absent in STANDIN_SERVE mode */
  cdp: undefined,
  endBrowser: undefined
}

/** Open windows by id, in the order they were made. */
export const windows = new Map()

/** Handlers given to protocol.handle, by scheme. */
export const schemes = new Map()

/** The port of STANDIN_SERVE mode, where any browser on this machine is the window; 0 when Chromium is. */
export const servePort = Number(process.env.STANDIN_SERVE ?? 0)

export function log(text) {
  process.stderr.write(`stand-in: ${text}\n`)
}
