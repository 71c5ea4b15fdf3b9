import { NewDeviceRequest, RefreshRequest, RefreshResponse, SignInRequest, SignInResponse } from '@fieldfile/protocol'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Feature } from '../../config.ts'
import { route } from '../../http/route.ts'
import type { Auth } from './sessions.ts'

export const authRoutes =
  (auth: Auth): Feature =>
  (app, { authenticate, config }) => {
    const rateLimit = { max: config.signInsPerMinute, timeWindow: 60_000, keyGenerator: ({ ip }: FastifyRequest) => ip }
    route(
      app,
      {
        method: 'POST',
        path: '/auth/sign-in',
        summary: 'Opens a session',
        request: SignInRequest,
        response: SignInResponse,
        rateLimit
      },
      ({ body, request }) => auth.signIn(body, request.ip)
    )
    route(
      app,
      {
        method: 'POST',
        path: '/auth/refresh',
        summary: 'Renews a session',
        request: RefreshRequest,
        response: RefreshResponse
      },
      ({ body }) => auth.refresh(body.refresh, body.device)
    )
    route(
      app,
      {
        method: 'POST',
        path: '/auth/device',
        authenticate,
        summary: 'Goes on as a new device',
        request: NewDeviceRequest,
        response: RefreshResponse
      },
      ({ claims, body }) => auth.newDevice(claims, body)
    )
    route(
      app,
      { method: 'POST', path: '/auth/sign-out', authenticate, summary: 'Ends a session', response: z.object({}) },
      async ({ claims }) => {
        await auth.signOut(claims)
        return {}
      }
    )
  }
