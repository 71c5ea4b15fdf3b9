import { importLimits, type ErrorCode } from '@fieldfile/protocol'
import { create } from 'zustand'
import { WriteError } from '../../client/index.ts'
import { importCall } from '../../client/import-call.ts'
import { networkCodes } from './failure.ts'

interface Picked {
  /** Chosen and not yet on the server: it stays through other pages and without a network. */
  file: File | null
  sending: boolean
  code: string | null
  pick: (file: File) => void
  drop: () => void
  /** Sends it. Answers the new import's id, or null when it failed; then the file is still here. */
  send: () => Promise<string | null>
}

/** What can be told before the file is read: nothing this large is sent. */
function refusalOf({ size }: File): ErrorCode | null {
  if (size === 0) return 'FILE_EMPTY'
  return size > importLimits.bytes ? 'FILE_TOO_LARGE' : null
}

export const usePicked = create<Picked>()((set, get) => ({
  file: null,
  sending: false,
  code: null,
  pick: (file) => set({ file, code: refusalOf(file) }),
  drop: () => set({ file: null, code: null }),
  send: async () => {
    const { file, sending } = get()
    if (!file || sending || refusalOf(file)) return null
    set({ sending: true, code: null })
    try {
      const bytes = new Uint8Array(await file.arrayBuffer())
      const { id } = await importCall('upload', null, { fileName: file.name }, bytes)
      set({ file: null, sending: false })
      return id
    } catch (error) {
      // A file that was moved since it was chosen cannot be read any more.
      set({ sending: false, code: error instanceof WriteError ? error.code : 'FILE_EMPTY' })
      return null
    }
  }
}))

/** It failed for want of a network: it goes by itself when there is one. */
export const waitsForNetwork = ({ file, code }: Pick<Picked, 'file' | 'code'>): boolean =>
  file !== null && code !== null && networkCodes.has(code)
