import type { IpcCalls, JournalLine, KeyFile, VaultState, Witness } from '@fieldfile/protocol'

type Channel = Extract<keyof IpcCalls, `${'vault' | 'journal' | 'witness' | 'backup' | 'database'}.${string}`>

/** Main's vault, journal and witness in memory: they outlive the worker, as main does. */
export class FakeVault {
  state: VaultState = 'ok'
  secret = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))
  keyFile: KeyFile | null = null
  waitMs = 0
  lines: JournalLine[] = []
  highest = 0
  hlc: string | null = null
  witness: Witness | null = null
  databases: string[] = []
  doomed: string[] = []
  backups = new Map<string, JournalLine[]>()
  /** Asked before an append: a code refuses it. */
  refuse: () => string | null = () => null

  /** Undefined for what is not main's storage. */
  answer(channel: string, argument: unknown): unknown {
    const made = this.#answers[channel as Channel]
    return made?.(argument as never)
  }
  handles = (channel: string): boolean => channel in this.#answers

  #look(secret: string | null) {
    return { keyFile: this.keyFile, secret: this.waitMs > 0 ? null : secret, state: this.state, waitMs: this.waitMs }
  }
  readonly #answers: Partial<{ [C in Channel]: (argument: IpcCalls[C]['in']) => IpcCalls[C]['out'] }> = {
    'vault.look': () => this.#look(null),
    'vault.open': () => this.#look(this.state === 'ok' ? this.secret : null),
    'vault.opened': () => null,
    'vault.save': ({ keyFile }) => {
      this.keyFile = keyFile
      return null
    },
    'vault.reseal': ({ lines }) => {
      const changed = (line: JournalLine): JournalLine => {
        const fresh = lines.find((l) => l.dseq === line.dseq && l.kind === line.kind && l.was === line.data)
        return fresh ? { ...line, data: fresh.data } : line
      }
      this.lines = this.lines.map(changed)
      for (const [id, kept] of this.backups) this.backups.set(id, kept.map(changed))
      return null
    },
    'database.opened': ({ name }) => {
      this.databases.push(name)
      return null
    },
    'database.doomed': () => ({ names: this.doomed }),
    'database.deleted': ({ name }) => {
      this.doomed = this.doomed.filter((one) => one !== name)
      return null
    },
    'backup.list': () =>
      [...this.backups].map(([id, kept]) => ({ id, at: 0, bytes: 0, lines: kept.length, code: null })),
    'backup.read': ({ id }) => ({ ok: true, body: { lines: this.backups.get(id)! } }),
    'vault.renew': () => {
      this.state = 'ok'
      this.keyFile = null
      this.lines = []
      this.witness = null
      return this.#look(null)
    },
    'journal.append': ({ lines, hlc }) => {
      const code = this.refuse()
      if (code) return { ok: false, error: { code } }
      this.lines.push(...lines)
      this.highest = Math.max(this.highest, ...lines.map((line) => line.dseq))
      if (hlc !== undefined && hlc > (this.hlc ?? '')) this.hlc = hlc
      return { ok: true, body: { highest: this.highest } }
    },
    'journal.read': () => ({
      lines: this.lines,
      highest: this.highest,
      hlc: this.hlc,
      truncated: false,
      damaged: 0
    }),
    'journal.settle': ({ below }) => {
      const settled = new Set(this.lines.filter((l) => l.kind === 'settled').map((l) => l.dseq))
      const refused = new Set(this.lines.filter((l) => l.kind === 'refused').map((l) => l.dseq))
      this.lines = this.lines.filter((l) => l.dseq >= below || (refused.has(l.dseq) && !settled.has(l.dseq)))
      return null
    },
    'witness.get': () => this.witness,
    'witness.set': (witness) => {
      this.witness = witness
      return null
    }
  }
}
