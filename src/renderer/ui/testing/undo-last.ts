import { expect, vi } from 'vitest'
import { useToasts } from '../toasts.ts'

/** Takes the last write back, as a person does: once the toast that offers it stands there. */
export async function undoLast(): Promise<void> {
  await vi.waitFor(() => expect(useToasts.getState().toast?.undo).toBeDefined())
  useToasts.getState().undo()
}
