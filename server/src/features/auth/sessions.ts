import {
  FieldfileError,
  type NewDeviceRequest,
  type Role,
  type SessionUser,
  type SignInRequest,
  type SignInResponse,
  type Tokens
} from '@fieldfile/protocol'
import type { Transaction } from 'kysely'
import type { ServerContext } from '../../context.ts'
import type { Tables } from '../../db/tables.ts'
import { checkAttempts, clearFailures, noteFailure } from './attempts.ts'
import { checkPassword } from './passwords.ts'
import {
  accessMs,
  hashOf,
  newRefresh,
  refreshMs,
  signAccess,
  successorOf,
  verifyAccess,
  type Claims
} from './tokens.ts'
import { normalLogin } from './users.ts'

/** How long a lost answer may be asked for again (SECURITY "Auth"). */
const graceMs = 60_000

export interface Auth {
  signIn(request: SignInRequest, address: string): Promise<SignInResponse>
  /** Another device of the same person, with nothing of its own yet: its first dseq is taken as it comes. */
  newDevice(claims: Claims, request: NewDeviceRequest): Promise<Omit<SignInResponse, 'tenant'>>
  refresh(refresh: string, device: string): Promise<Omit<SignInResponse, 'tenant'>>
  signOut(claims: Claims): Promise<void>
  /** Who sends this access token. Throws when it, its session, device or user is not good any more. */
  identify(access: string): Promise<Claims>
  /** Throws when the session has ended since: signed out, revoked, replayed, or its device or user is no good any more. */
  check(claims: Claims): Promise<void>
}

export function createAuth(context: ServerContext, secret: string): Auth {
  const { db, tenant, clock, newId } = context

  async function profile(userId: string): Promise<SessionUser> {
    const row = await db.kysely
      .selectFrom('record')
      .select('body')
      .where('tenant', '=', tenant)
      .where('type', '=', 'user')
      .where('id', '=', userId)
      .executeTakeFirst()
    if (!row) throw new FieldfileError('USER_DISABLED')
    const { body } = row
    return {
      id: userId,
      login: String(body['login'] ?? ''),
      name: String(body['name'] ?? ''),
      roles: (body['roles'] as Role[] | null) ?? [],
      territoryIds: (body['territoryIds'] as string[] | null) ?? [],
      language: body['language'] === 'en' ? 'en' : 'zh-CN'
    }
  }

  async function tokensFor(claims: Claims, refresh: string, now: number): Promise<Tokens> {
    return { access: await signAccess(secret, tenant, claims, now), accessExpires: now + accessMs, refresh }
  }

  async function store(
    tx: Transaction<Tables>,
    refresh: string,
    { family, device, userId }: Claims,
    now: number
  ): Promise<void> {
    await tx
      .insertInto('refresh_token')
      .values({
        tenant,
        hash: hashOf(refresh),
        family,
        device,
        user_id: userId,
        issued_at: now,
        expires_at: now + refreshMs,
        used_at: null
      })
      .onConflict((c) => c.doNothing())
      .execute()
  }

  /** A session family on a device, which is made where there is none yet. */
  async function enter(
    tx: Transaction<Tables>,
    claims: Claims,
    { deviceName, firstEpoch, refresh, now }: { deviceName: string; firstEpoch: number; refresh: string; now: number }
  ): Promise<void> {
    const { userId, device, family } = claims
    await tx
      .insertInto('device')
      .values({
        tenant,
        id: device,
        user_id: userId,
        name: deviceName,
        last_dseq: 0,
        epoch: firstEpoch,
        status: 'active',
        created_at: now,
        last_seen: now
      })
      .onConflict((c) => c.columns(['tenant', 'id']).doUpdateSet({ name: deviceName, last_seen: now }))
      .execute()
    const row = await tx
      .selectFrom('device')
      .select(['user_id', 'status'])
      .where('tenant', '=', tenant)
      .where('id', '=', device)
      .executeTakeFirstOrThrow()
    // Two people on one computer have two profiles, so a device is one person's.
    if (row.status !== 'active' || row.user_id !== userId) throw new FieldfileError('DEVICE_REVOKED')
    await tx
      .insertInto('session_family')
      .values({ tenant, family, user_id: userId, device, revoked_at: null })
      .execute()
    await store(tx, refresh, claims, now)
  }

  return {
    async signIn({ login: given, password, device, deviceName }, address) {
      const login = normalLogin(given)
      // By address too, so that nobody can lock a colleague out from elsewhere.
      const attempts = `${login} ${address}`
      await checkAttempts(context, attempts)
      const found = await db.kysely
        .selectFrom('credential')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('login', '=', login)
        .executeTakeFirst()
      if (!(await checkPassword(found?.hash, password)) || !found) {
        await noteFailure(context, attempts)
        throw new FieldfileError('BAD_CREDENTIALS')
      }
      if (found.disabled) throw new FieldfileError('USER_DISABLED')
      await clearFailures(context, attempts)
      const now = clock()
      const claims: Claims = { userId: found.user_id, device, family: newId() }
      const refresh = newRefresh()
      await db.kysely.transaction().execute(async (tx) => {
        const { epoch } = await tx
          .selectFrom('sync_head')
          .select('epoch')
          .where('tenant', '=', tenant)
          .executeTakeFirstOrThrow()
        // A restored server may have forgotten this device: then its first dseq is taken as it comes.
        const firstEpoch = epoch === 1 ? 1 : 0
        await enter(tx, claims, { deviceName, firstEpoch, refresh, now })
      })
      return {
        tenant,
        user: await profile(claims.userId),
        tokens: await tokensFor(claims, refresh, now),
        serverTime: now
      }
    },

    async newDevice({ userId }, { device, deviceName }) {
      const now = clock()
      const claims: Claims = { userId, device, family: newId() }
      const refresh = newRefresh()
      await db.kysely.transaction().execute((tx) => enter(tx, claims, { deviceName, firstEpoch: 0, refresh, now }))
      return { user: await profile(userId), tokens: await tokensFor(claims, refresh, now), serverTime: now }
    },

    async refresh(refresh, device) {
      const now = clock()
      const outcome = await db.kysely.transaction().execute(async (tx) => {
        const token = await tx
          .selectFrom('refresh_token')
          .selectAll()
          .where('tenant', '=', tenant)
          .where('hash', '=', hashOf(refresh))
          .forUpdate()
          .executeTakeFirst()
        if (!token || token.expires_at <= now) return 'TOKEN_INVALID' as const
        const bad = await whyNot(tx, token)
        if (bad) return bad
        const successor = successorOf(secret, refresh)
        const claims: Claims = { userId: token.user_id, device: token.device, family: token.family }
        if (await isReplay(tx, token, device, successor, now)) {
          await tx
            .updateTable('session_family')
            .set({ revoked_at: now })
            .where('tenant', '=', tenant)
            .where('family', '=', token.family)
            .execute()
          return 'SESSION_REVOKED' as const
        }
        if (token.used_at === null) {
          await tx
            .updateTable('refresh_token')
            .set({ used_at: now })
            .where('tenant', '=', tenant)
            .where('hash', '=', token.hash)
            .execute()
          await store(tx, successor, claims, now)
        }
        return { claims, successor }
      })
      // Thrown outside, so that a revocation is not rolled back.
      if (typeof outcome === 'string') throw new FieldfileError(outcome)
      return {
        user: await profile(outcome.claims.userId),
        tokens: await tokensFor(outcome.claims, outcome.successor, now),
        serverTime: now
      }
    },

    async signOut({ family }) {
      await db.kysely
        .updateTable('session_family')
        .set({ revoked_at: clock() })
        .where('tenant', '=', tenant)
        .where('family', '=', family)
        .execute()
    },

    async identify(access) {
      const claims = await verifyAccess(secret, tenant, access, clock())
      await check(claims)
      return claims
    },

    check
  }

  async function check({ family, device, userId }: Claims): Promise<void> {
    const bad = await whyNot(db.kysely, { family, device, user_id: userId })
    if (bad) throw new FieldfileError(bad)
  }

  /** Why a session is no good any more: revoked, its device revoked, its user disabled. */
  async function whyNot(
    from: Pick<Transaction<Tables>, 'selectFrom'>,
    of: { family: string; device: string; user_id: string }
  ) {
    const row = await from
      .selectFrom('session_family as f')
      .innerJoin('device as d', (join) => join.onRef('d.tenant', '=', 'f.tenant').onRef('d.id', '=', 'f.device'))
      .innerJoin('credential as c', (join) =>
        join.onRef('c.tenant', '=', 'f.tenant').onRef('c.user_id', '=', 'f.user_id')
      )
      .select(['f.revoked_at', 'd.status', 'c.disabled'])
      .where('f.tenant', '=', tenant)
      .where('f.family', '=', of.family)
      .where('f.device', '=', of.device)
      .where('f.user_id', '=', of.user_id)
      .executeTakeFirst()
    if (!row) return 'TOKEN_INVALID' as const
    if (row.disabled) return 'USER_DISABLED' as const
    if (row.status !== 'active') return 'DEVICE_REVOKED' as const
    return row.revoked_at === null ? null : ('SESSION_REVOKED' as const)
  }

  /** Used before, and not by the same device within the minute in which its answer may have been lost. */
  async function isReplay(
    tx: Transaction<Tables>,
    token: { used_at: number | null; device: string },
    device: string,
    successor: string,
    now: number
  ): Promise<boolean> {
    if (token.device !== device) return true
    if (token.used_at === null) return false
    if (now - token.used_at > graceMs) return true
    const next = await tx
      .selectFrom('refresh_token')
      .select('used_at')
      .where('tenant', '=', tenant)
      .where('hash', '=', hashOf(successor))
      .executeTakeFirst()
    return next?.used_at !== null && next !== undefined
  }
}
