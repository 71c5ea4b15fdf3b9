import { z } from 'zod'

/**
 * What main keeps for the worker that owns the data: key file, journal, witness, backups. Everything here is opaque to
 * main: it neither holds the data key nor knows what an op means.
 */
const base64 = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[A-Za-z0-9+/_-]*={0,2}$/)

/** A failure that crosses the bridge: the code of errors.ts, nothing else a person would read. */
export const Failure = z.object({ code: z.string(), field: z.string().optional(), retryAfterMs: z.number().optional() })
export const answer = <T extends z.ZodType>(body: T) =>
  z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), body }),
    z.object({ ok: z.literal(false), error: Failure })
  ])

/**
 * The least that is taken when one is chosen. Beside a keychain attempts are counted and slowed down; without one nothing
 * slows guessing but the length (NIST SP 800-63B asks for 15 there).
 */
export const secretLengths = { pin: 6, passphrase: 15 } as const

/** The data key, wrapped by the worker. */
export const KeyFile = z.strictObject({
  version: z.int().min(1),
  keyId: z.string().regex(/^[\w-]{1,64}$/),
  wrapped: base64(4096),
  salt: base64(256),
  /** A PIN or a passphrase is needed beside the keychain's secret, or instead of it. */
  pin: z.boolean(),
  /** Argon2id's memory in KiB, passes and lanes; null where neither PIN nor passphrase is used. */
  argon: z.strictObject({ m: z.int().min(1), t: z.int().min(1), p: z.int().min(1) }).nullable()
})

/**
 * ok: the keychain protects the secret; locked: it does not answer now, ask again; changed: it answers but is not the
 * one that sealed the secret; absent, plain: it protects nothing, so no secret is stored and a passphrase is asked for.
 */
export const VaultState = z.enum(['ok', 'locked', 'changed', 'absent', 'plain'])
export const Vault = z.object({
  keyFile: KeyFile.nullable(),
  /** 32 bytes; null where the state is not ok, or while `waitMs` is above 0, and always from `vault.look`. */
  secret: base64(64).nullable(),
  state: VaultState,
  /** After wrong PINs: so long until the secret is given again. */
  waitMs: z.int().min(0)
})

const dseq = z.int().min(0)
const hlc = z.string().regex(/^[0-9a-f-]{1,64}$/)
/** One line of the journal. `refused` keeps its op until a line `settled` with the same dseq. */
export const JournalLine = z.strictObject({
  dseq,
  kind: z.enum(['op', 'settled', 'refused']),
  data: base64(2_000_000)
})
const ResealedLine = JournalLine.extend({ was: base64(2_000_000) })
/** All ops of one bulk change go in one call, so that they are kept or refused as one. */
const lines = z.array(JournalLine).max(20_000)
export const JournalContent = z.object({
  lines: z.array(JournalLine),
  /** The highest dseq and HLC ever given to the journal, also of lines that are gone; 0 and null at first. */
  highest: dseq,
  hlc: hlc.nullable(),
  /** The end of the last segment was torn: a write that was not acknowledged. */
  truncated: z.boolean(),
  /** Lines that were acknowledged and are now unreadable. */
  damaged: z.int().min(0)
})

/** What the worker's database held after its last strict commit. */
export const Witness = z.strictObject({
  databaseId: z.string().min(1).max(64),
  rows: z.int().min(0),
  lastSeq: z.int().min(0),
  at: z.int()
})

export const Backup = z.object({
  id: z.string().max(80),
  at: z.int(),
  bytes: z.int(),
  lines: z.int(),
  /** Null: whole and of this device. Otherwise why it cannot be restored. */
  code: z.enum(['BACKUP_CHANGED', 'BACKUP_FOREIGN', 'BACKUP_NEWER']).nullable()
})

export const StorageInfo = z.object({
  /** Bytes by kind. */
  sizes: z.object({ database: z.int(), journal: z.int(), backups: z.int(), other: z.int() }),
  /** Null where the system does not say. */
  free: z.int().nullable(),
  lastBackupAt: z.int().nullable()
})

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
/** A photo or file, by its content. */
export const BlobInfo = z.strictObject({ sha256, size: z.int().min(0) })
const key = z.string().regex(/^[A-Za-z0-9+/]{43}=$/)
const KeyId = z.string().regex(/^[0-9a-f]{16}$/)

const DatabaseName = z.string().regex(/^fieldfile-[A-Za-z0-9+/_-]{1,64}$/)

export const storageCalls = {
  /** Chooses the person who is signed in: every other call here is about the vault that was opened or looked at last. */
  'vault.look': { in: z.null(), out: Vault },
  /** Gives the secret; with a PIN on it counts as one attempt until `vault.opened`, so ask once for each PIN typed. */
  'vault.open': { in: z.null(), out: Vault },
  /** The data key was unwrapped: the attempts so far are forgotten. */
  'vault.opened': { in: z.null(), out: z.null() },
  /** First key, new PIN, PIN off, new key: replaces every copy of the key file. */
  'vault.save': { in: z.strictObject({ keyFile: KeyFile }), out: z.null() },
  /** Journal lines, and the same in backups, sealed with another key: each takes the place of the one that `was`. */
  'vault.reseal': { in: z.strictObject({ lines: z.array(ResealedLine).min(1).max(1_000) }), out: z.null() },
  /** After signing in again in state `changed`: sets everything of the old key aside, erases nothing, starts anew. */
  'vault.renew': { in: z.null(), out: Vault },
  /** Forgets this device: the wrapped key first, then the folders. */
  'vault.forget': { in: z.strictObject({}), out: z.null() },
  /** Before anything is in it: so that destroying the key is followed by deleting what it opened. */
  'database.opened': { in: z.strictObject({ name: DatabaseName }), out: z.null() },
  /** Databases whose key was destroyed, in this run or an earlier one. */
  'database.doomed': { in: z.null(), out: z.object({ names: z.array(z.string()) }) },
  'database.deleted': { in: z.strictObject({ name: DatabaseName }), out: z.null() },
  /** The browser's databases go, whatever state their files are in: the worker cannot delete what it cannot open. */
  'database.clear': { in: z.null(), out: z.null() },
  /**
   * Resolves when the lines are on the disk. Not ok: none of them is, and none of those that waited behind them. `hlc`
   * is the highest HLC given so far.
   */
  'journal.append': {
    in: z.strictObject({ lines: lines.min(1), hlc: hlc.optional() }),
    out: answer(z.object({ highest: dseq }))
  },
  'journal.read': { in: z.null(), out: JournalContent },
  /** Lines below this dseq are not needed any more, but for refused ones that nobody settled. */
  'journal.settle': { in: z.strictObject({ below: dseq }), out: z.null() },
  'witness.get': { in: z.null(), out: Witness.nullable() },
  'witness.set': { in: Witness, out: z.null() },
  /** Keys for blobs alone, derived from the data key: main keeps them in memory until `blobs.lock`. */
  'blobs.unlock': {
    in: z.strictObject({ names: key, current: KeyId, keys: z.record(KeyId, key) }),
    out: z.null()
  },
  'blobs.lock': { in: z.null(), out: z.null() },
  /** Resolves when it is on the disk: only then may an op name it (rule I21). */
  'blobs.put': { in: z.strictObject({ sha256, bytes: z.instanceof(Uint8Array) }), out: answer(z.null()) },
  'blobs.read': {
    in: z.strictObject({
      sha256,
      from: z.int().min(0),
      length: z
        .int()
        .min(1)
        .max(4 * 1024 * 1024)
    }),
    out: answer(z.instanceof(Uint8Array))
  },
  'blobs.has': { in: z.strictObject({ sha256 }), out: z.boolean() },
  'blobs.delete': { in: z.strictObject({ sha256 }), out: z.null() },
  'blobs.list': { in: z.null(), out: z.array(BlobInfo) },
  /** Gives one blob the current key; false: there is none of an older one. */
  'blobs.rewrap': { in: z.null(), out: z.boolean() },
  'storage.info': { in: z.null(), out: StorageInfo },
  /** A backup of the journal, and of the lines that the outbox has beside it. */
  'backup.make': { in: z.strictObject({ lines }), out: answer(Backup) },
  /** Newest first. */
  'backup.list': { in: z.null(), out: z.array(Backup) },
  /** The lines of one, as they were sealed. */
  'backup.read': {
    in: z.strictObject({ id: z.string().max(80) }),
    out: answer(z.object({ lines: z.array(JournalLine) }))
  },
  /** Checks the whole file, then appends to the journal what it lacks. Read the journal again after it. */
  'backup.restore': { in: z.strictObject({ id: z.string().max(80) }), out: answer(z.object({ lines: z.int() })) },
  /** Asks a person where, and writes what is unsent as the worker sealed it. False: the person thought better of it. */
  'unsent.export': {
    in: z.strictObject({ name: z.string().regex(/^[\w. -]{1,80}$/), data: base64(40_000_000) }),
    out: answer(z.object({ saved: z.boolean() }))
  },
  'unsent.import': { in: z.null(), out: answer(z.object({ data: z.string().nullable() })) }
} as const

export const storageEvents = {
  /** A PIN is on and the computer was left: drop the key and what it opened. */
  'vault.lock': z.object({ reason: z.enum(['idle', 'suspend', 'lock-screen']) }),
  /** The key of these was destroyed: delete them. */
  'database.erase': z.object({ names: z.array(z.string()) })
} as const

export type KeyFile = z.infer<typeof KeyFile>
export type VaultState = z.infer<typeof VaultState>
export type Vault = z.infer<typeof Vault>
export type BlobInfo = z.infer<typeof BlobInfo>
export type ResealedLine = z.infer<typeof ResealedLine>
export type JournalLine = z.infer<typeof JournalLine>
export type JournalContent = z.infer<typeof JournalContent>
export type Witness = z.infer<typeof Witness>
export type Backup = z.infer<typeof Backup>
export type StorageInfo = z.infer<typeof StorageInfo>
export type Failure = z.infer<typeof Failure>
