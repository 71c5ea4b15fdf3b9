import type { CDPSession, Page } from 'playwright-core'

/** MB of JavaScript heap of a page and of each of its workers, after a garbage collection. */
export async function heapOf(page: Page): Promise<{ window: number; workers: number[] }> {
  const session = await page.context().newCDPSession(page)
  const workers: string[] = []
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') workers.push(sessionId)
  })
  // Sessions of workers are not Playwright's, so their messages are wrapped by hand.
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false })
  const inside = await Promise.all(workers.map((id) => used((method) => wrapped(session, id, method))))
  const window = await used((method) => session.send(method as 'HeapProfiler.collectGarbage'))
  await session.detach()
  return { window, workers: inside }
}

async function used(send: (method: string) => Promise<unknown>): Promise<number> {
  await send('HeapProfiler.enable')
  for (let i = 0; i < 3; i++) await send('HeapProfiler.collectGarbage')
  const heap = (await send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number }
  await send('HeapProfiler.disable')
  // With what array buffers hold: the search's bitmaps are such.
  return (heap.usedSize + (heap.backingStorageSize ?? 0)) / 1_048_576
}

let lastId = 0
function wrapped(session: CDPSession, sessionId: string, method: string): Promise<unknown> {
  const id = ++lastId
  return new Promise((resolve, reject) => {
    const listen = (event: { sessionId: string; message: string }): void => {
      const answer = JSON.parse(event.message) as { id?: number; result?: unknown; error?: { message: string } }
      if (event.sessionId !== sessionId || answer.id !== id) return
      session.off('Target.receivedMessageFromTarget', listen)
      if (answer.error) reject(new Error(answer.error.message))
      else resolve(answer.result)
    }
    session.on('Target.receivedMessageFromTarget', listen)
    session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) }).catch(reject)
  })
}
