import { FieldfileError, Id, importLimits, ImportRowsRequest, ImportSettings, importSteps } from '@fieldfile/protocol'
import type { FastifyRequest } from 'fastify'
import type { Feature } from '../../config.ts'
import { route } from '../../http/route.ts'
import { readHolder } from '../sync/scope.ts'
import { ImportService } from './service.ts'

/** Header with the file's name, percent-encoded: names are not ASCII. */
export const fileNameHeader = 'x-file-name'

/** Who may import: those the definition of `importBatch` lets create one. */
export const importFeature: Feature = (app, { context, authenticate }) => {
  const service = new ImportService(context)
  const rights = context.types.get('importBatch')!.entity.rights

  const importer = async (request: FastifyRequest): Promise<string> => {
    const { userId } = await authenticate(request)
    const holder = await context.db.session((session) => readHolder(session, context.tenant, userId))
    if (!holder?.roles.some((role) => rights[role]?.includes('W'))) throw new FieldfileError('FORBIDDEN')
    return userId
  }

  app.addContentTypeParser(
    'application/octet-stream',
    { parseAs: 'buffer', bodyLimit: importLimits.bytes + 1 },
    (_request, body, done) => done(null, body)
  )

  const { upload, list, get, rows, map, commit, revert } = importSteps
  const steps = { bodyLimit: importLimits.bytes + 1, rateLimit: { max: 30, timeWindow: 60_000 } }
  route(app, { ...upload, ...steps, summary: 'Takes a file to import' }, async ({ request }) => {
    const userId = await importer(request)
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    return service.upload(userId, nameOf(request), bytes)
  })
  route(app, { ...list, summary: 'The imports, newest first' }, async ({ request }) => {
    await importer(request)
    return service.list()
  })
  route(app, { ...get, summary: 'One import' }, async ({ request }) => {
    await importer(request)
    return service.get(batchOf(request))
  })
  route(
    app,
    { ...rows, summary: 'What the rows of an import would do', request: ImportRowsRequest },
    async ({ body, request }) => {
      await importer(request)
      return service.rows(batchOf(request), body)
    }
  )
  route(app, { ...map, summary: 'How the file is to be read', request: ImportSettings }, async ({ body, request }) =>
    service.map(await importer(request), batchOf(request), body)
  )
  route(app, { ...commit, summary: 'Writes an import' }, async ({ request }) =>
    service.commit(await importer(request), batchOf(request))
  )
  route(app, { ...revert, summary: 'Takes an import back' }, async ({ request }) =>
    service.revert(await importer(request), batchOf(request))
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
