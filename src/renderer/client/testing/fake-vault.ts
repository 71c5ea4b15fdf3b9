import type { Backup, IpcCalls, JournalLine, KeyFile, VaultState, Witness } from '@fieldfile/protocol'

type Channel = Extract<
  keyof IpcCalls,
  `${'vault' | 'journal' | 'witness' | 'backup' | 'database' | 'storage' | 'unsent' | 'blobs'}.${string}`
>

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
  /** What main would say of each, where it is more than that it is whole. */
  about = new Map<string, Partial<Backup>>()
  /** The file a person saves or chooses; null: they think better of it. */
  file: string | null = null
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
  #backup = (id: string): Backup => ({
    id,
    at: 0,
    bytes: 0,
    lines: this.backups.get(id)!.length,
    code: null,
    ...this.about.get(id)
  })
  #lacking = (kept: readonly JournalLine[], more: readonly JournalLine[]): JournalLine[] =>
    more.filter((l) => !kept.some((k) => k.dseq === l.dseq && k.kind === l.kind))
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
    'blobs.unlock': () => null,
    'blobs.lock': () => null,
    'blobs.rewrap': () => false,
    'database.opened': ({ name }) => {
      this.databases.push(name)
      return null
    },
    'database.doomed': () => ({ names: this.doomed }),
    'database.deleted': ({ name }) => {
      this.doomed = this.doomed.filter((one) => one !== name)
      return null
    },
    'backup.list': () => [...this.backups.keys()].toReversed().map((id) => this.#backup(id)),
    'backup.read': ({ id }) => ({ ok: true, body: { lines: this.backups.get(id)! } }),
    'vault.renew': () => {
      this.state = 'ok'
      this.keyFile = null
      this.lines = []
      this.witness = null
      return this.#look(null)
    },
    'vault.forget': () => {
      this.keyFile = null
      this.lines = []
      this.witness = null
      this.backups.clear()
      this.doomed = [...this.databases]
      return null
    },
    'storage.info': () => ({
      sizes: { database: 4_200_000, journal: 51_000, backups: 12_000, other: 63_000_000 },
      free: 212_000_000_000,
      lastBackupAt: null
    }),
    'backup.make': ({ lines }) => {
      const id = `backup-${this.backups.size + 1}`
      this.backups.set(id, [...this.lines, ...this.#lacking(this.lines, lines)])
      this.about.set(id, { at: Date.now(), bytes: 900 })
      return { ok: true, body: this.#backup(id) }
    },
    'backup.restore': ({ id }) => {
      const lacks = this.#lacking(this.lines, this.backups.get(id)!)
      this.lines.push(...lacks)
      return { ok: true, body: { lines: lacks.length } }
    },
    'unsent.export': ({ data }) => {
      this.file = data
      return { ok: true, body: { saved: true } }
    },
    'unsent.import': () => ({ ok: true, body: { data: this.file } }),
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
