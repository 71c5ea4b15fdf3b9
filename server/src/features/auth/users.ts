import { FieldfileError, type Role } from '@fieldfile/protocol'
import type { ServerContext } from '../../context.ts'
import { commitAsServer } from '../sync/server-ops.ts'
import { hashPassword } from './passwords.ts'

export interface NewUser {
  /** Without it a new one. */
  id?: string
  login: string
  name: string
  roles: readonly Role[]
  password: string
  territoryIds?: readonly string[]
  language?: 'zh-CN' | 'en'
  /** Further fields of the `user` record. */
  values?: Readonly<Record<string, unknown>>
}

/** How logins are compared: without regard to case and surrounding space. */
export const normalLogin = (login: string): string => login.trim().toLowerCase()

/** Makes a user: the profile as a record, and the password, which is the server's alone. */
export async function createUser(context: ServerContext, user: NewUser): Promise<string> {
  const { db, tenant, clock, newId } = context
  const id = user.id ?? newId()
  const login = normalLogin(user.login)
  const taken = await db.kysely
    .selectFrom('credential')
    .select('user_id')
    .where('tenant', '=', tenant)
    .where('login', '=', login)
    .executeTakeFirst()
  if (taken && taken.user_id !== id)
    throw new FieldfileError('BAD_REQUEST', { field: 'login', message: 'login is taken' })
  const values = {
    ...user.values,
    login,
    name: user.name,
    roles: user.roles,
    territoryIds: user.territoryIds ?? [],
    language: user.language ?? 'zh-CN',
    active: true
  }
  const { refused } = await commitAsServer(context, [{ type: 'user', id, values }])
  if (refused[0]) throw new FieldfileError('BAD_REQUEST', { field: refused[0].field, message: refused[0].code })
  const row = { tenant, user_id: id, login, hash: await hashPassword(user.password), changed_at: clock() }
  await db.kysely
    .insertInto('credential')
    .values({ ...row, disabled: false })
    .onConflict((c) =>
      c.columns(['tenant', 'user_id']).doUpdateSet({ login, hash: row.hash, changed_at: row.changed_at })
    )
    .execute()
  return id
}

async function findUser({ db, tenant }: ServerContext, login: string): Promise<string> {
  const found = await db.kysely
    .selectFrom('credential')
    .select('user_id')
    .where('tenant', '=', tenant)
    .where('login', '=', normalLogin(login))
    .executeTakeFirst()
  if (!found) throw new FieldfileError('NOT_FOUND', { message: `no user ${login}` })
  return found.user_id
}

/** Ends the user's sessions at once, or lets them sign in again. */
export async function setDisabled(context: ServerContext, login: string, disabled: boolean): Promise<void> {
  const { db, tenant, clock } = context
  const userId = await findUser(context, login)
  await db.kysely
    .updateTable('credential')
    .set({ disabled })
    .where('tenant', '=', tenant)
    .where('user_id', '=', userId)
    .execute()
  if (disabled) await endSessions(context, userId, clock())
  await commitAsServer(context, [{ kind: 'edit', type: 'user', id: userId, values: { active: !disabled } }])
}

/** A new password ends the sessions that the old one opened. */
export async function setPassword(context: ServerContext, login: string, password: string): Promise<void> {
  const { db, tenant, clock } = context
  const userId = await findUser(context, login)
  const hash = await hashPassword(password)
  await db.kysely
    .updateTable('credential')
    .set({ hash, changed_at: clock() })
    .where('tenant', '=', tenant)
    .where('user_id', '=', userId)
    .execute()
  await endSessions(context, userId, clock())
}

async function endSessions({ db, tenant }: ServerContext, userId: string, at: number): Promise<void> {
  await db.kysely
    .updateTable('session_family')
    .set({ revoked_at: at })
    .where('tenant', '=', tenant)
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .execute()
}

/** A revoked device gets no row any more (rule I22). */
export async function revokeDevice({ db, tenant }: ServerContext, device: string): Promise<void> {
  await db.kysely
    .updateTable('device')
    .set({ status: 'revoked' })
    .where('tenant', '=', tenant)
    .where('id', '=', device)
    .execute()
}

export interface UserLine {
  id: string
  login: string
  disabled: boolean
}
export const listUsers = ({ db, tenant }: ServerContext): Promise<UserLine[]> =>
  db.kysely
    .selectFrom('credential')
    .select(['user_id as id', 'login', 'disabled'])
    .where('tenant', '=', tenant)
    .orderBy('login')
    .execute()
