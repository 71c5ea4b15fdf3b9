import type { Row } from '@fieldfile/protocol'

/** A record as an app without sync would keep it: its values and what is indexed, no versions. */
export interface RawRecord {
  id: string
  type: string
  account: string
  owner: string
  seq: number
  at: string
  body: Record<string, unknown>
}
const rawOf = ({ id, type, rootId, seq, body }: Row): RawRecord => ({
  id,
  type,
  account: rootId ?? id,
  owner: String(body['ownerUserId'] ?? ''),
  seq,
  at: (body['createdAt'] as { at?: string } | undefined)?.at ?? '',
  body
})

/** So many values put one after the other. */
export interface StrictPuts {
  values: number
  /** Between two puts. */
  pauseMs: number
  value: unknown
}
export type ToRaw = RawRecord[] | StrictPuts | 'read'

/** The physical limit: the same records, in memory already, put one by one into IndexedDB by a worker. */
export const writeRaw = (rows: readonly Row[]): Promise<number> => asked(rows.map(rawOf))

/** And read again, all at once. */
export const readRaw = (): Promise<number> => asked('read')

/** The limit of a single edit: puts of which each is on the disk before the next. */
export const strictPuts = (values: number, pauseMs: number, value: unknown): Promise<number[]> =>
  asked({ values, pauseMs, value })

async function asked<T>(message: ToRaw): Promise<T> {
  const worker = new Worker(new URL('./raw-worker.ts', import.meta.url), { type: 'module' })
  const took = await new Promise<T>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<T>) => resolve(data)
    worker.onerror = ({ message: text }) => reject(new Error(text))
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
    worker.postMessage(message)
  })
  worker.terminate()
  return took
}
