import { snapshotType } from '@fieldfile/protocol'
import type { SyncCall, SyncAnswer } from './main.ts'

/** Main's part of a sync call: asks the server and reads its answer, beside the window as in the app. */
async function answer({ id, path, body, token }: SyncCall): Promise<SyncAnswer> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body)
    })
    if (!response.ok) return { id, answer: { ok: false, error: { code: 'SERVER_ERROR' } } }
    const isText = response.headers.get('content-type')?.startsWith(snapshotType)
    return { id, answer: { ok: true, body: (await (isText ? response.text() : response.json())) as unknown } }
  } catch {
    return { id, answer: { ok: false, error: { code: 'OFFLINE' } } }
  }
}

self.onmessage = ({ data }: MessageEvent<SyncCall>) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
  void answer(data).then((made) => (self as unknown as Worker).postMessage(made))
}
