import { z } from 'zod'
import { roles } from './fields.ts'
import { Id } from './op.ts'

export const SignInRequest = z.strictObject({
  login: z.string().min(1).max(80),
  password: z.string().min(1).max(200),
  device: Id,
  deviceName: z.string().max(80)
})
export const SessionUser = z.object({
  id: Id,
  login: z.string(),
  name: z.string(),
  roles: z.array(z.enum(roles)),
  territoryIds: z.array(Id),
  language: z.enum(['zh-CN', 'en'])
})
/** So long a sign-in lasts without meeting the server: twice the lease of a device, so that a lease ends before its sign-in does. */
export const signInDays = 90

/** `access` lives 15 minutes; `refresh` is used once and answered with its successor. */
export const Tokens = z.object({ access: z.string(), accessExpires: z.int(), refresh: z.string() })
export const SignInResponse = z.object({ tenant: z.string(), user: SessionUser, tokens: Tokens, serverTime: z.int() })
export const RefreshRequest = z.strictObject({ refresh: z.string().max(200), device: Id })
export const RefreshResponse = z.object({ user: SessionUser, tokens: Tokens, serverTime: z.int() })

/** A device whose counter another one uses too goes on under a new id, with the session it has. */
export const NewDeviceRequest = z.strictObject({ device: Id, deviceName: z.string().max(80) })

/** What every error answer of the server looks like. `id` names the entry in its log. */
export const ErrorAnswer = z.object({
  code: z.string(),
  field: z.string().optional(),
  id: z.string().optional(),
  retryAfterMs: z.int().optional()
})

/** The answer of /healthz: how the app tells a Fieldfile server from any other web page. */
export const Health = z.object({
  name: z.literal('fieldfile'),
  version: z.string(),
  proto: z.int(),
  minProto: z.int(),
  serverTime: z.int()
})

/** Header that a Fieldfile answer always carries: a page without it comes from something in between. */
export const protoHeader = 'x-fieldfile-proto'

export type SignInRequest = z.infer<typeof SignInRequest>
export type SignInResponse = z.infer<typeof SignInResponse>
export type NewDeviceRequest = z.infer<typeof NewDeviceRequest>
export type SessionUser = z.infer<typeof SessionUser>
export type Tokens = z.infer<typeof Tokens>
export type Health = z.infer<typeof Health>
