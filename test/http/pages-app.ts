import { OpenAPIHono } from '@hono/zod-openapi'
import { toAppError } from '../../src/core/errors.ts'
import type { App, AppEnv } from '../../src/http/app-env.ts'
import { problemResponse } from '../../src/http/problem.ts'
import { registerDocs } from '../../src/http/routes/docs.ts'
import { registerProblems } from '../../src/http/routes/problems.ts'

/** An app of nothing but the reference's pages. */
export function createPagesApp(): App {
  const app = new OpenAPIHono<AppEnv>()
  registerProblems(app)
  registerDocs(app)
  app.onError((error, c) => problemResponse(toAppError(error), { path: c.req.path, requestId: 'r1' }))
  return app
}
