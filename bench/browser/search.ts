import { mulberry32, type Company } from '../../src/renderer/replica/search/search-sample.ts'
import { broad, exact, typos } from './search-questions.ts'
import type { ToSearch } from './search-worker.ts'

export interface Asked {
  customers: number
  /** Companies that each kind of question is asked about. */
  sample: number
  seed: number
}
export interface Measured {
  buildMs: number
  /** From the window's question to its answer, in ms, by kind of question. */
  times: Record<string, number[]>
  /** The part of it inside `find`. */
  inside: number[]
  /** A plain scan over the same names in the same worker, in ms, by question. */
  scan: number[]
  /** Which share of the targets was found, by kind. */
  share: Record<string, number>
}

async function measure({ customers, sample, seed }: Asked): Promise<Measured> {
  const worker = new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module' })
  const ask = <T>(message: ToSearch): Promise<T> =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<T>) => resolve(data)
      worker.onerror = ({ message: text }) => reject(new Error(text))
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
      worker.postMessage(message)
    })
  const random = mulberry32(seed + 1)
  const { companies, buildMs } = await ask<{ companies: Company[]; buildMs: number }>({ make: customers, seed })
  const targets = companies.filter((_, i) => i % Math.floor(customers / sample) === 0).slice(0, sample)
  const result: Measured = { buildMs, times: {}, inside: [], scan: [], share: {} }
  for (const [kind, question] of Object.entries({ ...exact, ...typos, ...broad })) {
    const times: number[] = []
    let found = 0
    for (const target of targets) {
      const text = question(target, random)
      const started = performance.now()
      const { ids, ms } = await ask<{ ids: string[]; ms: number }>({ find: text })
      times.push(performance.now() - started)
      result.inside.push(ms)
      if (ids.includes(target.id)) found++
      result.scan.push((await ask<{ ms: number }>({ scan: text.toLowerCase() })).ms)
    }
    result.times[kind] = times
    if (!(kind in broad)) result.share[kind] = found / targets.length
  }
  worker.terminate()
  return result
}

Object.assign(globalThis, { measure })
