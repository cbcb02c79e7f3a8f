import { OpenAPIHono } from '@hono/zod-openapi'
import { compress } from 'hono/compress'
import { cors } from 'hono/cors'
import { secureHeaders } from 'hono/secure-headers'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { AppError, toAppError } from '../core/errors.ts'
import type { Aggregate } from '../pipeline/aggregate.ts'
import type { App, AppEnv } from './app-env.ts'
import { invalidRequest } from './faults.ts'
import { front } from './front.ts'
import { methodsOf } from './methods.ts'
import { problemResponse } from './problem.ts'
import { registerAggregate } from './routes/aggregate.ts'
import { registerDocs } from './routes/docs.ts'
import { registerHealth } from './routes/health.ts'
import { registerHome } from './routes/home.ts'
import { registerParse } from './routes/parse.ts'
import { registerProblems } from './routes/problems.ts'
import { registerSources } from './routes/sources.ts'
import { registerZones } from './routes/zones.ts'
import type { Service } from './service.ts'

export interface AppOptions {
  aggregates: readonly Aggregate[]
  /** Off where the platform compresses by itself. */
  compresses: boolean
}

const exposedHeaders = ['age', 'etag', 'preference-applied', 'retry-after', 'server-timing', 'x-request-id']

/** The whole HTTP face of the service. */
export function createApp(service: Service, { aggregates, compresses }: AppOptions): App {
  const app = new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      const where = result.target === 'json' || result.target === 'form' ? 'body' : result.target
      if (!result.success)
        throw invalidRequest(
          result.error.issues,
          where === 'cookie' ? 'header' : where === 'param' ? 'path' : where,
        )
    },
  })

  app.use(front(service))
  app.use(secureHeaders({ xFrameOptions: 'DENY' }))
  app.use(async (c, next) => {
    await next()
    // A page brings its own policy; the middleware above would replace it.
    if (!c.res.headers.has('content-security-policy')) {
      c.res.headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
    }
  })
  const origins = service.config.CORS_ORIGINS
  if (origins.length > 0) {
    app.use('/v1/*', cors({ origin: origins.includes('*') ? '*' : origins, exposeHeaders: exposedHeaders }))
  }
  if (compresses) app.use(compress({ threshold: 1_024 }))

  for (const aggregate of aggregates) registerAggregate(app, aggregate, service)
  registerZones(app, service)
  registerParse(app, service)
  registerSources(app, service)
  registerHealth(app, service)
  registerProblems(app)
  registerDocs(app)
  registerHome(app)

  const methods = methodsOf(app)
  app.notFound((c) => {
    const allowed = methods(c.req.path)
    const { path, method } = c.req
    const error =
      allowed.length > 0
        ? new AppError('method_not_allowed', `${path} takes ${allowed.join(', ')}, not ${method}`)
        : new AppError('not_found', `there is no route ${path}`)
    c.get('trace').code = error.code
    const headers = allowed.length > 0 ? { allow: allowed.join(', ') } : {}
    return problemResponse(error, { path, requestId: c.get('requestId'), headers })
  })

  app.onError((thrown, c) => {
    const requestId = c.get('requestId')
    const { path } = c.req
    // Nobody reads the answer to a request whose client has gone.
    if (c.req.raw.signal.aborted) return c.body(null, 499 as ContentfulStatusCode)
    const error = toAppError(thrown)
    if (error.code === 'internal') {
      service.emit({ type: 'bug', message: String(thrown), stack: thrown.stack, requestId })
    }
    c.get('trace').code = error.code
    return problemResponse(error, { path, requestId })
  })
  return app
}
