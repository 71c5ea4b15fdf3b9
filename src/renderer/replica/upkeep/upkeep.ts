import type { JournalLine } from '@fieldfile/protocol'
import type { CheckReport, UpkeepRequest } from '../messages.ts'
import { openDatabase } from '../packs/database.ts'
import { opLines, refusedLines, type Journal, type WitnessBook } from '../packs/journal.ts'
import type { Replica } from '../replica.ts'
import type { Sealer } from '../vault/sealer.ts'
import { checkDisk, distrust, type Damage } from './check.ts'

/** Which of them need the data open. */
export type OpenUpkeep = Exclude<UpkeepRequest, { t: 'rebuild' | 'reload' | 'forget' }>

export interface UpkeepDeps {
  name: string
  sealer: Sealer
  journal: Journal
  witness: WitnessBook
}
type Progress = (done: number, total: number) => void

/** What is done to the database and to main's files as a whole, beside the store that uses them. */
export class Upkeep {
  private readonly deps: UpkeepDeps

  constructor(deps: UpkeepDeps) {
    this.deps = deps
  }

  async run(message: OpenUpkeep, replica: Replica, onProgress: Progress): Promise<unknown> {
    await replica.opened
    switch (message.t) {
      case 'check':
        return this.#check(onProgress)
      case 'backupLines':
        return this.#lines(replica)
      case 'sealUnsent':
        return replica.sealUnsent()
      case 'lookUnsent':
        return replica.lookUnsent(message.data, message.code)
      case 'takeUnsent':
        return replica.takeUnsent(message.data, message.code)
    }
  }

  #check = (onProgress: Progress): Promise<CheckReport> =>
    this.#withDatabase(async (kept) => (await checkDisk(kept, onProgress)).report)

  /** What the outbox has, for a journal that may lack it. */
  async #lines({ memory }: Replica): Promise<JournalLine[]> {
    const { sealer } = this.deps
    return [...(await opLines(sealer, memory.outbox())), ...(await refusedLines(sealer, [...memory.refused.values()]))]
  }

  /** While nothing has the database open: its next start fetches everything anew. */
  distrust = (onProgress: Progress): Promise<void> =>
    this.#withDatabase(async (kept) => {
      const { damage }: { damage: Damage[] } = await checkDisk(kept, onProgress)
      await distrust(kept.db, damage)
    })

  async #withDatabase<T>(act: (kept: Parameters<typeof checkDisk>[0]) => Promise<T>): Promise<T> {
    const { name, sealer, journal, witness } = this.deps
    const db = openDatabase(name, 'strict')
    try {
      return await act({ db, sealer, journal, witness })
    } finally {
      db.close()
    }
  }
}

/** Edits the server has not taken, by opId: what a start brings back is told by what was there before it. */
export const unsentOf = ({ memory }: Replica): Set<string> =>
  new Set([...memory.outbox(), ...memory.refused.values()].map(({ op }) => op.opId))
