import type { JournalLine } from '@fieldfile/protocol'
import type { Resealed } from '../packs/reseal.ts'
import { fromBase64, toBase64 } from './bytes.ts'
import type { AskMain } from './main.ts'
import type { Sealer } from './sealer.ts'
import type { Vault } from './vault.ts'

/** NIST SP 800-57 Part 1, 5.3.6, allows a key that encrypts data up to two years. */
export const keyLifeMs = 365 * 86_400_000
const linesAtOnce = 500
const charactersAtOnce = 4_000_000

interface KeyUpkeepDeps {
  vault: Pick<Vault, 'info' | 'rotate' | 'keepOnly'>
  sealer: Sealer
  store: { reseal(): Promise<Resealed> }
  ask: AskMain
}

/**
 * The life of the data key, a step at a time: a new one when it is old, everything sealed anew, the old one let go. An old key
 * goes at the earliest at the start after: what was on its way when the new one came may still land under the old one.
 */
export class KeyUpkeep {
  readonly #deps: KeyUpkeepDeps
  /** Old before this start: nothing is sealed with these any more. */
  readonly #retired: ReadonlySet<string>
  #isStoreClean = false
  #doneFor = ''

  constructor(deps: KeyUpkeepDeps) {
    this.#deps = deps
    const { keyId, keyIds } = deps.sealer
    this.#retired = new Set(keyIds.filter((id) => id !== keyId))
  }

  /** True: there is more to do. A failed step is done again. */
  async step(): Promise<boolean> {
    const { vault, sealer, store } = this.#deps
    const info = vault.info()
    if (!info) return false
    if (info.ageMs >= keyLifeMs) {
      await vault.rotate()
      return true
    }
    if (info.older === 0 || this.#doneFor === sealer.keyId) return false
    const under = sealer.keyId
    if (!this.#isStoreClean) {
      this.#isStoreClean = (await store.reseal()) === 'clean'
      return true
    }
    const { isResealed, isWhole } = await this.#resealLines()
    if (under !== sealer.keyId || isResealed) {
      this.#isStoreClean = under === sealer.keyId
      return true
    }
    if (await this.#deps.ask('blobs.rewrap', null)) {
      this.#isStoreClean = true
      return true
    }
    if (isWhole) await vault.keepOnly(new Set(sealer.keyIds.filter((id) => !this.#retired.has(id))))
    this.#isStoreClean = false
    this.#doneFor = sealer.keyId
    return false
  }

  /** Journal and backups. Not whole: something there cannot be looked into, so it may need any key. */
  async #resealLines(): Promise<{ isResealed: boolean; isWhole: boolean }> {
    const { ask } = this.#deps
    let isResealed = await this.#resealSome((await ask('journal.read', null)).lines)
    let isWhole = true
    for (const { id, code } of await ask('backup.list', null)) {
      if (code === 'BACKUP_NEWER') isWhole = false
      // One that was changed, or is another device's, is refused whole: nothing of it is ever opened.
      if (code !== null) continue
      const { body } = (await ask('backup.read', { id })) as { body: { lines: JournalLine[] } }
      isResealed = (await this.#resealSome(body.lines)) || isResealed
    }
    return { isResealed, isWhole }
  }
  async #resealSome(lines: readonly JournalLine[]): Promise<boolean> {
    const { ask, sealer } = this.#deps
    let some: (JournalLine & { was: string })[] = []
    let size = 0
    let isResealed = false
    const send = async (): Promise<void> => {
      if (some.length > 0) await ask('vault.reseal', { lines: some })
      ;[some, size] = [[], 0]
    }
    for (const { dseq, kind, data } of lines) {
      const fresh = await sealer.again('journal', `${kind}/${dseq}`, fromBase64(data)).catch(() => null)
      if (!fresh) continue
      isResealed = true
      some.push({ dseq, kind, data: toBase64(fresh), was: data })
      size += data.length
      if (some.length === linesAtOnce || size > charactersAtOnce) await send()
    }
    await send()
    return isResealed
  }
}

const beginMs = 20_000
const betweenMs = 100
const lookMs = 3_600_000

/** Takes steps while nothing else is under way. */
export function watchKeys({ isBusy }: { isBusy(): boolean }) {
  let upkeep: KeyUpkeep | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  function later(ms: number): void {
    clearTimeout(timer)
    const mine = upkeep
    if (!mine) return
    timer = setTimeout(() => {
      if (isBusy()) return later(beginMs)
      // A full disk, a locked keychain: nothing is lost by waiting.
      void mine.step().then(
        (more) => mine === upkeep && later(more ? betweenMs : lookMs),
        () => mine === upkeep && later(lookMs)
      )
    }, ms)
  }
  return {
    begin(made: KeyUpkeep): void {
      upkeep = made
      later(beginMs)
    },
    /** There is a new key. */
    soon: () => later(betweenMs),
    end(): void {
      upkeep = null
      clearTimeout(timer)
    }
  }
}
