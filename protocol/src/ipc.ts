import { z } from 'zod'
import { SessionUser } from './auth.ts'
import { Id } from './op.ts'
import { answer, storageCalls, storageEvents } from './ipc-storage.ts'
import { LookupRequest, HelloRequest, PullRequest, PushRequest, SnapshotRequest } from './sync.ts'

export * from './ipc-storage.ts'

/**
 * Every channel between the window and main, its arguments and its answer (STYLE rule 2). Main checks the sender and
 * the arguments; a refusal rejects with a code.
 */
const Language = z.enum(['zh-CN', 'en'])
export const Settings = z.object({
  language: Language,
  theme: z.enum(['system', 'light', 'dark']),
  density: z.enum(['auto', 'desk', 'touch']),
  server: z.string().max(300),
  quietFrom: z.string().regex(/^\d\d:\d\d$/),
  quietTo: z.string().regex(/^\d\d:\d\d$/),
  /** Show customer names in notifications. Off: "a visit is due". */
  plainNotifications: z.boolean(),
  launchAtLogin: z.boolean(),
  /** Minutes without input until the app locks itself, where a PIN is on; 0: only with the computer. Absent: 10. */
  lockAfterMin: z.int().min(0).max(240).optional()
})

export const Session = z.object({
  server: z.string(),
  tenant: z.string(),
  device: z.string(),
  user: SessionUser,
  /** The id under which this person's files lie here, where the device took a new one since. */
  home: z.string().optional(),
  /** False where the keychain offers no protection: the sign-in lasts until the app ends. */
  remembered: z.boolean()
})

export const NewDevice = z.object({ device: Id })

/** One reminder as main keeps it. `fireAt` is epoch milliseconds, worked out from wall time and zone by the worker. */
export const DueItem = z.strictObject({
  /** Deterministic: rule + source + due + revision. */
  id: z.string().max(200),
  rule: z.string().regex(/^N-\d\d$/),
  level: z.enum(['info', 'notice', 'alarm']),
  fireAt: z.int(),
  /** After this moment it no longer makes sense to show it. */
  until: z.int(),
  title: z.string().max(200),
  body: z.string().max(500),
  /** Shown on the lock screen: no names. */
  generic: z.string().max(200),
  /** In-app path to open on a click, e.g. `/visits/<id>`. */
  path: z.string().max(300)
})

export const NetState = z.object({
  /** offline: no network; idle: nothing to do; syncing; waiting: back-off until `nextAt`; blocked: needs a person (`code`). */
  phase: z.enum(['offline', 'idle', 'syncing', 'waiting', 'blocked']),
  code: z.string().nullable(),
  nextAt: z.int().nullable(),
  lastSyncAt: z.int().nullable(),
  /** Milliseconds the server's clock is ahead of this computer's. */
  clockOffset: z.int()
})

export const RoundReport = z.strictObject({
  ok: z.boolean(),
  code: z.string().nullable(),
  retryAfterMs: z.number().nullable(),
  /** Another round should follow at once (more pages, or new edits). */
  more: z.boolean()
})

export const UploadedImport = z.unknown()

export const ipcCalls = {
  'app.info': {
    in: z.null(),
    out: z.object({
      version: z.string(),
      platform: z.string(),
      electron: z.string(),
      standIn: z.boolean(),
      demo: z.string().nullable()
    })
  },
  'session.current': { in: z.null(), out: Session.nullable() },
  'session.signIn': {
    in: z.strictObject({ server: z.string().max(300), login: z.string().max(80), password: z.string().max(200) }),
    out: answer(Session)
  },
  /** The device's counter was used twice: it goes on under a new id. */
  'session.newDevice': { in: z.null(), out: answer(NewDevice) },
  'session.signOut': { in: z.null(), out: z.null() },
  'settings.get': { in: z.null(), out: Settings },
  'settings.set': { in: Settings.partial(), out: Settings },
  'sync.hello': { in: HelloRequest, out: answer(z.unknown()) },
  'sync.push': { in: PushRequest, out: answer(z.unknown()) },
  'sync.pull': { in: PullRequest, out: answer(z.unknown()) },
  'sync.snapshot': { in: SnapshotRequest, out: answer(z.unknown()) },
  'sync.lookup': { in: LookupRequest, out: answer(z.unknown()) },
  /** The worker has finished the round main asked for. */
  'sync.done': { in: RoundReport, out: z.null() },
  /** Ask for a round now: a person pressed the button, or something was saved. */
  'sync.now': { in: z.strictObject({ reason: z.enum(['saved', 'person', 'start']) }), out: z.null() },
  'net.state': { in: z.null(), out: NetState },
  /** Import calls go to the server as they are; the file's bytes travel once. */
  'import.call': {
    in: z.strictObject({
      step: z.enum(['upload', 'get', 'rows', 'map', 'commit', 'revert', 'list']),
      id: z.string().max(40).nullable(),
      body: z.unknown(),
      file: z.instanceof(Uint8Array).optional()
    }),
    out: answer(z.unknown())
  },
  'reminders.set': { in: z.strictObject({ items: z.array(DueItem).max(5000) }), out: z.null() },
  'reminders.snooze': { in: z.strictObject({ id: z.string().max(200), until: z.int() }), out: z.null() },
  'shell.open': { in: z.strictObject({ url: z.string().max(2000) }), out: z.null() },
  ...storageCalls
} as const satisfies Record<string, { in: z.ZodType; out: z.ZodType }>

export const ipcEvents = {
  /** Do one sync round now. */
  'sync.round': z.object({ reason: z.string() }),
  'net.state': NetState,
  /** Navigate to a path of the app: a reminder was clicked, or a link opened. */
  'nav.open': z.object({ path: z.string() }),
  'session.ended': z.object({ code: z.string() }),
  'settings.changed': Settings,
  ...storageEvents
} as const satisfies Record<string, z.ZodType>

export type IpcCalls = {
  [K in keyof typeof ipcCalls]: { in: z.infer<(typeof ipcCalls)[K]['in']>; out: z.infer<(typeof ipcCalls)[K]['out']> }
}
export type IpcEvents = { [K in keyof typeof ipcEvents]: z.infer<(typeof ipcEvents)[K]> }

/** What the preload exposes as `window.fieldfile`. */
export interface Bridge {
  call<K extends keyof IpcCalls>(channel: K, argument: IpcCalls[K]['in']): Promise<IpcCalls[K]['out']>
  on<K extends keyof IpcEvents>(channel: K, listener: (event: IpcEvents[K]) => void): () => void
}

export type Settings = z.infer<typeof Settings>
export type Session = z.infer<typeof Session>
export type DueItem = z.infer<typeof DueItem>
export type NetState = z.infer<typeof NetState>
export type RoundReport = z.infer<typeof RoundReport>
