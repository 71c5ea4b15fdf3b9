import type { IpcCalls } from '@fieldfile/protocol'
import type { WorkerChannel } from '../messages.ts'
import type { Journal, JournalLine, WitnessBook } from '../packs/journal.ts'

export type MainChannel = Exclude<WorkerChannel, `${'sync' | 'session'}.${string}`>
/** Asks main through the window. Rejects with the code as message. */
export type AskMain = <C extends MainChannel>(channel: C, argument: IpcCalls[C]['in']) => Promise<IpcCalls[C]['out']>

/** What the bridge answers where main refused or is not there. */
const isFailure = (answer: unknown): answer is { ok: false; error: { code: string } } =>
  typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === false

export const askMain =
  (send: (channel: MainChannel, argument: never) => Promise<unknown>): AskMain =>
  async (channel, argument) => {
    const answer = await send(channel, argument as never)
    if (isFailure(answer)) throw new Error(answer.error.code)
    return answer as never
  }

/** Under what main takes at once. */
const linesAtOnce = 1_000
const charactersAtOnce = 8_000_000

export function mainJournal(ask: AskMain): Journal {
  return {
    async append(lines, hlc) {
      let batch: JournalLine[] = []
      let size = 0
      const send = async (): Promise<void> => {
        if (batch.length > 0) await ask('journal.append', { lines: batch, ...(hlc === null ? {} : { hlc }) })
        ;[batch, size] = [[], 0]
      }
      for (const line of lines) {
        if (batch.length === linesAtOnce || size + line.data.length > charactersAtOnce) await send()
        batch.push(line)
        size += line.data.length
      }
      await send()
    },
    read: () => ask('journal.read', null),
    settle: async (below) => void (await ask('journal.settle', { below }))
  }
}

export const mainWitness = (ask: AskMain): WitnessBook => ({
  get: () => ask('witness.get', null),
  set: async (witness) => void (await ask('witness.set', witness))
})
