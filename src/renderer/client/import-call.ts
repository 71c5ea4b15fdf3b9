import type { importSteps, ImportStep } from '@fieldfile/protocol'
import { WriteError } from './connection.ts'

export type ImportAnswer<S extends ImportStep> = ReturnType<(typeof importSteps)[S]['response']['parse']>

/**
 * Asks the server for one step of an import, through main. Rejects with a WriteError that carries a code of errors.ts; without
 * a network at once, so what was chosen stays with the caller.
 */
export async function importCall<S extends ImportStep>(
  step: S,
  id: string | null = null,
  body: unknown = null,
  file?: Uint8Array<ArrayBuffer>
): Promise<ImportAnswer<S>> {
  const answer = await window.fieldfile
    .call('import.call', { step, id, body, ...(file ? { file } : {}) })
    .catch(() => ({ ok: false as const, error: { code: 'IPC_REFUSED', field: undefined } }))
  if (!answer.ok) throw new WriteError(answer.error.code, answer.error.field)
  return answer.body as ImportAnswer<S>
}
