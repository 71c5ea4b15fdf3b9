import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A network cable between the app and the server, as a TCP relay on loopback: it can be pulled and put back. */
export interface Cable {
  /** The address the app is given. */
  readonly url: string
  /** Ends every connection at once and answers no new one. */
  pull(): Promise<void>
  putBack(): Promise<void>
  close(): Promise<void>
}

export async function plugIn(serverUrl: string): Promise<Cable> {
  const { hostname, port } = new URL(serverUrl)
  const sockets = new Set<Socket>()
  const relay = createServer((inside) => {
    const outside = connect(Number(port), hostname)
    for (const [from, to] of [
      [inside, outside],
      [outside, inside]
    ] as const) {
      sockets.add(from)
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
      from.pipe(to)
    }
  })
  const listen = (at: number): Promise<void> =>
    new Promise((done, fail) => relay.once('error', fail).listen(at, '127.0.0.1', done))
  await listen(0)
  const own = (relay.address() as AddressInfo).port
  const pull = async (): Promise<void> => {
    const closed = new Promise((done) => relay.close(done))
    for (const socket of sockets) socket.resetAndDestroy()
    await closed
  }
  return {
    url: `http://127.0.0.1:${own}`,
    pull,
    putBack: async () => {
      if (!relay.listening) await listen(own)
    },
    close: async () => {
      if (relay.listening) await pull()
    }
  }
}
