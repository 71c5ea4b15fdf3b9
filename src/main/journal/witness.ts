import { Witness } from '@fieldfile/protocol/ipc'
import type { SmallFile } from '../store/small-file.ts'

export interface WitnessFile {
  /** Null where there is none, or none that can be read. */
  get(): Promise<Witness | null>
  set(witness: Witness): Promise<void>
}

/** What the database held after its last strict commit. A database that holds less was reset behind our back. */
export const witnessFile = (file: SmallFile): WitnessFile => ({
  async get() {
    try {
      const parsed = Witness.safeParse(JSON.parse(String(await file.read())))
      return parsed.success ? parsed.data : null
    } catch {
      return null
    }
  },
  set: (witness) => file.write(JSON.stringify(witness))
})
