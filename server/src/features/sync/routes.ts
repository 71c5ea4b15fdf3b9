import {
  FieldfileError,
  protoHeader,
  PullRequest,
  PushResponse,
  SnapshotRequest,
  snapshotType,
  syncRoutes
} from '@fieldfile/protocol'
import type { FastifyRequest } from 'fastify'
import { minProto, type Feature } from '../../config.ts'
import { route } from '../../http/route.ts'
import type { Claims } from '../auth/tokens.ts'
import { hello } from './hello.ts'
import { lookup } from './lookup.ts'
import { pull } from './pull.ts'
import { GroupCommit } from './group.ts'
import { push, PushEnvelope } from './push.ts'
import { snapshot } from './snapshot.ts'

const { hello: helloRoute, push: pushRoute, pull: pullRoute, lookup: lookupRoute, snapshot: snapshotRoute } = syncRoutes

/** An app too old to read our answers. Its push is still accepted: what it holds must not be lost. */
function refuseOld(proto: number): void {
  if (proto < minProto) throw new FieldfileError('APP_TOO_OLD')
}
function refuseOldHeader(request: FastifyRequest): void {
  const said = request.headers[protoHeader]
  if (said !== undefined) refuseOld(Number(said))
}

/** A device speaks for itself only. */
function ownDevice(claims: Claims, device: string): void {
  if (claims.device !== device) throw new FieldfileError('FORBIDDEN', { field: 'device' })
}

export const syncFeature: Feature = (app, { context, config, authenticate }) => {
  const group = new GroupCommit(context, config.pushesWaiting)
  route(
    app,
    { method: 'POST', authenticate, summary: 'Opens the conversation', ...parts(helloRoute) },
    async ({ body, claims }) => {
      ownDevice(claims, body.device)
      refuseOld(body.proto)
      return hello(context, claims.userId, claims.device)
    }
  )
  // The ops are parsed one by one, so that one that is malformed does not hold up the others.
  route(
    app,
    {
      method: 'POST',
      authenticate,
      path: pushRoute.path,
      summary: 'Takes the changes of a device',
      request: PushEnvelope,
      response: PushResponse
    },
    async ({ body, claims }) => {
      ownDevice(claims, body.device)
      return push(group, claims.userId, claims.device, body.ops)
    }
  )
  route(
    app,
    { method: 'POST', authenticate, summary: 'Gives a device what changed', ...parts(pullRoute) },
    async ({ body, claims, request }) => {
      refuseOldHeader(request)
      const { device, cursors, limit } = body as ReturnType<typeof PullRequest.parse>
      ownDevice(claims, device)
      return pull(context, claims.userId, claims.device, cursors, limit)
    }
  )
  route(
    app,
    { method: 'POST', authenticate, summary: 'Gives a new device everything, by account', ...parts(snapshotRoute) },
    async ({ body, claims, request, reply }) => {
      refuseOldHeader(request)
      const { device, buckets, after, limit } = body as ReturnType<typeof SnapshotRequest.parse>
      ownDevice(claims, device)
      const page = await snapshot(context, claims.userId, claims.device, buckets, after, limit)
      void reply.type(snapshotType)
      return page
    }
  )
  route(
    app,
    { method: 'POST', authenticate, summary: 'Looks up what a device does not hold', ...parts(lookupRoute) },
    async ({ body, claims, request }) => {
      refuseOldHeader(request)
      return lookup(context, claims.userId, claims.device, body)
    }
  )
}

const parts = <T extends { path: string; request: unknown; response: unknown }>({ path, request, response }: T) =>
  ({ path, request, response }) as { path: string; request: T['request']; response: T['response'] }
