import { rename, rm, truncate, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { realDisk, type Disk } from '../store/disk.ts'

export interface Fault {
  /** Which call that changes the disk it happens at, from 1. */
  at: number
  /** full: the disk is, from that call on; before, after: the program ends around it. */
  how: 'full' | 'before' | 'after'
  /** How many calls the disk stays full for; 1 where nothing is said. */
  calls?: number
  /** Of an append that fails or is cut off, so many bytes land all the same. */
  bytes?: number
  /** How the program ends; without it every later call fails. */
  end?: () => void
}

/** A real disk where one call goes wrong. It also knows what a power cut could take. */
export function faultyDisk(plan: Fault | null) {
  let fault = plan
  let count = 0
  let isOver = false
  const calls: string[] = []
  const synced = new Map<string, { written: number; safe: number }>()
  /** Renames and removals whose folder was not synced since. */
  let names: { folder: string; undo: () => Promise<void> }[] = []

  function end(): never {
    isOver = true
    fault?.end?.()
    throw new Error('the program has ended')
  }
  async function step<T>(name: string, act: () => Promise<T>, partly?: (bytes: number) => Promise<void>): Promise<T> {
    if (isOver) throw new Error('the program has ended')
    count += 1
    calls.push(name)
    const here = fault && count >= fault.at && count < fault.at + (fault.calls ?? 1) ? fault : null
    if (here && here.how !== 'after') {
      if (here.bytes) await partly?.(here.bytes)
      if (here.how === 'before') end()
      throw Object.assign(new Error(`ENOSPC: no space left on device, ${name}`), { code: 'ENOSPC' })
    }
    const done = await act()
    if (here) end()
    return done
  }

  const disk: Disk = {
    makeFolder: (folder) => step('makeFolder', () => realDisk.makeFolder(folder)),
    list: (folder) => realDisk.list(folder),
    read: (path) => realDisk.read(path),
    async grow(path) {
      const file = await step('grow', () => realDisk.grow(path))
      const length = (await realDisk.read(path)).length
      if (!synced.has(path)) synced.set(path, { written: length, safe: length })
      const state = synced.get(path)!
      const append = async (bytes: Uint8Array): Promise<void> => {
        await file.append(bytes)
        state.written += bytes.length
      }
      return {
        append: (bytes) =>
          step(
            'append',
            () => append(bytes),
            (some) => append(bytes.subarray(0, some))
          ),
        sync: () =>
          step('sync', async () => {
            await file.sync()
            state.safe = state.written
          }),
        close: () => file.close()
      }
    },
    rename: (from, to) =>
      step('rename', async () => {
        await realDisk.rename(from, to)
        synced.set(to, synced.get(from)!)
        synced.delete(from)
        names.push({ folder: dirname(to), undo: () => rename(to, from) })
      }),
    remove: (path) =>
      step('remove', async () => {
        const content = await realDisk.read(path).catch(() => null)
        await rm(path, { force: true })
        synced.delete(path)
        if (content) names.push({ folder: dirname(path), undo: () => writeFile(path, content) })
      }),
    truncate: (path, length) => step('truncate', () => realDisk.truncate(path, length)),
    syncFolder: (folder) =>
      step('syncFolder', async () => {
        await realDisk.syncFolder(folder)
        names = names.filter((name) => name.folder !== folder)
      })
  }
  return {
    disk,
    calls,
    isOver: () => isOver,
    wasReached: () => plan !== null && count >= plan.at,
    /** The computer stayed on: the program is started again, and nothing goes wrong any more. */
    restart(): void {
      fault = null
      isOver = false
    },
    /** What was not synced is gone, all of it or in part: `keep` between 0 and 1. */
    async powerCut(keep: number): Promise<void> {
      for (const [path, { written, safe }] of synced) {
        await truncate(path, safe + Math.floor((written - safe) * keep)).catch(() => undefined)
      }
      const lost = names.slice(Math.floor(names.length * keep))
      for (const { undo } of lost.toReversed()) await undo().catch(() => undefined)
    }
  }
}
