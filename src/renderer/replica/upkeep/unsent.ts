import { Op, type Session } from '@fieldfile/protocol'
import { z } from 'zod'
import { WriteRefused } from '../errors.ts'
import type { Memory } from '../memory.ts'
import type { SealedUnsent, UnsentFile } from '../messages.ts'
import type { PendingOp, Store } from '../store.ts'
import { NewerParcel, newCode, openParcel, sealParcel, WrongCode } from './parcel.ts'

/** What a parcel holds. The edits keep their opIds: the server takes each once, from whichever device it comes first. */
const Unsent = z.object({
  tenant: z.string(),
  user: z.object({ id: z.string(), name: z.string() }),
  at: z.int(),
  ops: z.array(z.object({ op: Op, at: z.number() }))
})
export type Unsent = z.infer<typeof Unsent>

/** Everything the server has not taken: what waits, and what it refused and nobody settled. */
export async function sealUnsent(memory: Memory, { tenant, user }: Session, now: number): Promise<SealedUnsent> {
  const entries = [...memory.outbox().filter((p) => p.seq === null), ...memory.refused.values()]
  const ops = entries.toSorted((a, b) => a.dseq - b.dseq).map(({ op, at }) => ({ op, at }))
  const code = newCode()
  const content: Unsent = { tenant, user: { id: user.id, name: user.name }, at: now, ops }
  return { data: await sealParcel(content, code), code, count: ops.length }
}

/** @throws WriteRefused CODE_WRONG, UNSENT_FOREIGN, BACKUP_NEWER */
export async function openUnsent(memory: Memory, session: Session, data: string, code: string): Promise<Unsent> {
  const found = await openParcel(data, code).catch((error: unknown) => {
    if (error instanceof NewerParcel) throw new WriteRefused('BACKUP_NEWER')
    throw error instanceof WrongCode ? new WriteRefused('CODE_WRONG') : error
  })
  const content = Unsent.safeParse(found)
  if (!content.success) throw new WriteRefused('BACKUP_NEWER')
  const { tenant, user, ops } = content.data
  // Another's edits would go out in this person's name.
  if (user.id !== session.user.id || tenant !== session.tenant) throw new WriteRefused('UNSENT_FOREIGN')
  if (ops.some(({ op }) => !memory.types.has(op.type))) throw new WriteRefused('BACKUP_NEWER')
  return content.data
}

/** The edits this device does not have, and has not had and got through. */
async function fresh({ ops }: Unsent, memory: Memory, store: Store): Promise<Unsent['ops']> {
  const sent = await store.sentAfter(0)
  const known = new Set([...memory.outbox(), ...memory.refused.values(), ...sent].map(({ op }) => op.opId))
  return ops.filter(({ op }) => !known.has(op.opId))
}

export async function describeUnsent(content: Unsent, memory: Memory, store: Store): Promise<UnsentFile> {
  const { ops, at, user } = content
  return { count: ops.length, known: ops.length - (await fresh(content, memory, store)).length, at, user: user.name }
}

/** Puts them into this device's queue, under its own numbers. Runs alone: see `replica.ts`. Answers how many. */
export async function takeIn(content: Unsent, memory: Memory, store: Store): Promise<number> {
  let { nextDseq } = memory.meta
  const entries = (await fresh(content, memory, store)).map(({ op, at }): PendingOp => {
    const dseq = nextDseq++
    return { dseq, op: { ...op, dseq }, at, seq: null }
  })
  if (entries.length === 0) return 0
  const meta = { ...memory.meta, nextDseq }
  await store.putOps({ ops: entries, undo: null, keep: [], settled: [], meta }).catch((error: unknown) => {
    throw new WriteRefused(error instanceof Error && error.message === 'DISK_FULL' ? error.message : 'STORAGE_FAILED')
  })
  memory.meta = meta
  memory.addPending(entries)
  return entries.length
}
