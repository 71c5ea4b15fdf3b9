// Ends the running app at a named point of its write path. The product has no switch for it: what it calls is taken over
// from outside, in the main process and in the worker of the build as it is shipped.
import type { AppDriver } from './app-driver.ts'

export type KillPoint =
  /** A call of the journal's disk; half: a part of the line lands. */
  | { in: 'main'; call: 'appendFile' | 'datasync'; when: 'before' | 'half' | 'after' }
  /** A call of the database; after: its transaction has ended. */
  | { in: 'store'; store: string; does: 'put' | 'delete'; key?: string; when: 'before' | 'after' }
  /** A push leaves the worker, or its answer comes. */
  | { in: 'push'; when: 'before' | 'after' | 'answered' }

const mark = 'the app has reached the point'

/** From now on the app ends at the point. Resolves when it was reached and nothing runs any more. */
export async function killAt(app: AppDriver, point: KillPoint): Promise<{ killed: Promise<void> }> {
  const main = app.run.app.process()
  const { promise, resolve } = Promise.withResolvers<void>()
  main.once('exit', () => resolve())
  app.page.on('console', (message) => message.text() === mark && resolve())
  if (point.in === 'main') await app.run.app.evaluate(endMain, point)
  else await app.page.workers()[0]!.evaluate(stopWorker, { point, mark })
  return { killed: promise.then(() => app.kill()) }
}

/** Runs in the main process. */
async function endMain(_: unknown, { call, when }: Extract<KillPoint, { in: 'main' }>): Promise<void> {
  const files = process.getBuiltinModule('node:fs/promises')
  const handle = await files.open(process.execPath, 'r')
  // oxlint-disable-next-line typescript/no-explicit-any -- the class of file handles has no name
  const type = Object.getPrototypeOf(handle) as any
  await handle.close()
  const real = type[call] as (...given: unknown[]) => Promise<unknown>
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- what runs in main brings all it needs
  const end = (): void => void process.kill(process.pid, 'SIGKILL')
  type[call] = async function (this: unknown, bytes: Buffer, ...more: unknown[]) {
    const isJournal = call === 'datasync' || /^[\da-f]{8} \d+ [HL] /.test(Buffer.from(bytes).toString('latin1', 0, 40))
    if (isJournal && when === 'before') end()
    if (isJournal && when === 'half') await real.call(this, bytes.subarray(0, bytes.length / 2))
    else await real.call(this, bytes, ...more)
    if (isJournal) end()
  }
}

/** Runs in the worker: at the point it says so and does nothing more. */
function stopWorker({ point, mark: text }: { point: Exclude<KillPoint, { in: 'main' }>; mark: string }): void {
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- what runs in the worker brings all it needs
  const stop = (): void => {
    console.log(text)
    for (const until = Date.now() + 20_000; Date.now() < until;);
  }
  type Message = { t: string; id: number; channel: string }
  const scope = globalThis as unknown as {
    postMessage(message: Message): void
    onmessage(event: { data: Message }): void
    setTimeout(act: () => void, ms?: number): number
  }
  // What the worker does when it was idle for ten seconds it does soon.
  const wait = scope.setTimeout.bind(scope)
  scope.setTimeout = (act, ms) => wait(act, ms === 10_000 ? 50 : ms)

  if (point.in === 'push') {
    const [post, receive] = [scope.postMessage.bind(scope), scope.onmessage.bind(scope)]
    let push = -1
    scope.postMessage = (message) => {
      const isPush = message.t === 'net' && message.channel === 'sync.push'
      if (isPush && point.when === 'before') stop()
      if (isPush) push = message.id
      post(message)
      if (isPush && point.when === 'after') stop()
    }
    scope.onmessage = (event) => {
      if (point.when === 'answered' && event.data.t === 'netAnswer' && event.data.id === push) stop()
      receive(event)
    }
    return
  }
  const { store, does, key, when } = point
  for (const name of ['put', 'add', 'delete'] as const) {
    const type = IDBObjectStore.prototype as unknown as Record<string, (...given: unknown[]) => IDBRequest>
    const real = type[name]!
    type[name] = function (this: IDBObjectStore, ...given: unknown[]) {
      const value = given[0] as { k?: string } | undefined
      const isHere = this.name === store && (name === 'delete') === (does === 'delete') && (!key || value?.k === key)
      if (isHere && when === 'before') stop()
      const request = real.apply(this, given)
      if (isHere && when === 'after') this.transaction.addEventListener('complete', stop)
      return request
    }
  }
}
