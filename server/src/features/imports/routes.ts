import { FieldfileError, Id, importLimits, ImportRowsRequest, ImportSettings, importSteps } from '@fieldfile/protocol'
import type { FastifyRequest } from 'fastify'
import type { Feature } from '../../config.ts'
import { route, type Authenticate } from '../../http/route.ts'
import { readHolder } from '../sync/scope.ts'
import { ImportService } from './service.ts'

/** Header with the file's name, percent-encoded: names are not ASCII. */
export const fileNameHeader = 'x-file-name'

/** Who may import: those the definition of `importBatch` lets create one. */
export const importFeature: Feature = (app, { context, authenticate }) => {
  const service = new ImportService(context)
  const rights = context.types.get('importBatch')!.entity.rights

  // Asked before the body is read: nobody else makes the server hold fifty megabytes.
  const importer: Authenticate = async (request) => {
    const claims = await authenticate(request)
    const { userId } = claims
    const holder = await context.db.session((session) => readHolder(session, context.tenant, userId))
    if (!holder?.roles.some((role) => rights[role]?.includes('W'))) throw new FieldfileError('FORBIDDEN')
    return claims
  }

  app.addContentTypeParser(
    'application/octet-stream',
    { parseAs: 'buffer', bodyLimit: importLimits.bytes + 1 },
    (_request, body, done) => done(null, body)
  )

  const { upload, list, get, rows, map, commit, revert } = importSteps
  const steps = {
    authenticate: importer,
    bodyLimit: importLimits.bytes + 1,
    rateLimit: { max: 30, timeWindow: 60_000 }
  }
  route(app, { ...upload, ...steps, summary: 'Takes a file to import' }, async ({ claims, request }) => {
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    return service.upload(claims.userId, nameOf(request), bytes)
  })
  const known = { authenticate: importer }
  route(app, { ...list, ...known, summary: 'The imports, newest first' }, () => service.list())
  route(app, { ...get, ...known, summary: 'One import' }, ({ request }) => service.get(batchOf(request)))
  route(
    app,
    { ...rows, ...known, summary: 'What the rows of an import would do', request: ImportRowsRequest },
    ({ body, request }) => service.rows(batchOf(request), body)
  )
  route(
    app,
    { ...map, ...known, summary: 'How the file is to be read', request: ImportSettings },
    ({ body, claims, request }) => service.map(claims.userId, batchOf(request), body)
  )
  route(app, { ...commit, ...known, summary: 'Writes an import' }, ({ claims, request }) =>
    service.commit(claims.userId, batchOf(request))
  )
  route(app, { ...revert, ...known, summary: 'Takes an import back' }, ({ claims, request }) =>
    service.revert(claims.userId, batchOf(request))
  )
}

const batchOf = (request: FastifyRequest): string => {
  const id = Id.safeParse((request.params as { id?: string }).id)
  if (!id.success) throw new FieldfileError('NOT_FOUND')
  return id.data
}

function nameOf(request: FastifyRequest): string {
  try {
    return decodeURIComponent(String(request.headers[fileNameHeader] ?? '')).slice(0, 255) || 'import.csv'
  } catch {
    return 'import.csv'
  }
}
