import { OpenAPIHono } from '@hono/zod-openapi'
import { cors } from 'hono/cors'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { ClientGone } from '../core/abort.ts'
import { AppError, toAppError } from '../core/errors.ts'
import { faultsOf, invalidRequest } from '../core/faults.ts'
import type { Feature } from '../define/feature.ts'
import { admissionGate } from './admission-gate.ts'
import type { App, AppEnv } from './app-env.ts'
import { callersGate } from './callers.ts'
import { compression } from './compression.ts'
import { exposedHeaders } from './cross-origin.ts'
import { methodsOf } from './methods.ts'
import { navLinksOf } from './nav-links.ts'
import { answerProblem } from './problem.ts'
import { requestLifecycle } from './request-lifecycle.ts'
import { registerAggregate } from './routes/aggregate.ts'
import { registerPageAssets } from './routes/assets.ts'
import { registerCache } from './routes/cache.ts'
import { registerDirect } from './routes/direct.ts'
import { registerDocs } from './routes/docs.ts'
import { registerHealth } from './routes/health.ts'
import { type HomeQuestion, registerHome } from './routes/home.ts'
import { registerJobEvents } from './routes/job-events.ts'
import { registerJobPages } from './routes/job-pages.ts'
import { registerJobs } from './routes/jobs.ts'
import { registerMcp } from './routes/mcp.ts'
import { registerMetrics } from './routes/metrics.ts'
import { registerProblems } from './routes/problems.ts'
import { registerSources } from './routes/sources.ts'
import { registerStatus } from './routes/status.ts'
import type { Service } from './service.ts'
import { wellFormedQuery } from './well-formed-query.ts'

/** Which routes an app serves: all of them, those for callers, or those for the operator. */
export type Audience = 'all' | 'public' | 'operator'

export interface AppOptions {
  features: readonly Feature[]
  /** What the home page requests; without it `/` redirects to the reference. */
  home?: HomeQuestion | undefined
  /** False where the platform compresses responses itself. */
  compresses: boolean
  audience?: Audience
}

/** Maps the targets of Hono's validators to the parts of a request. */
const places = {
  json: 'body',
  form: 'body',
  query: 'query',
  param: 'path',
  header: 'header',
  cookie: 'header',
} as const

/** Creates the HTTP app of the service, with all routes or with those of one audience. */
export function createApp(
  service: Service,
  { features, home, compresses, audience = 'all' }: AppOptions,
): App {
  const isForCallers = audience !== 'operator'
  const isForOperator = audience !== 'public'
  const { OPS_PORT, API_KEYS } = service.config
  const isOpen = (audience === 'all' || OPS_PORT === undefined) && API_KEYS.length === 0
  const navLinks = navLinksOf(service, { isForCallers, isForOperator })
  const app = new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(faultsOf(result.error.issues, places[result.target]))
    },
  })

  app.use(requestLifecycle(service))
  const origins = service.config.CORS_ORIGINS
  if (origins.length > 0) {
    const origin = origins.includes('*') ? '*' : origins
    // Web pages may not use the operator's methods.
    const allowMethods = ['GET', 'HEAD', 'POST']
    const forJobs = [...allowMethods, 'DELETE']
    app.use('/v1/jobs/*', cors({ origin, allowMethods: forJobs, exposeHeaders: exposedHeaders }))
    app.use('/v1/*', cors({ origin, allowMethods, exposeHeaders: exposedHeaders }))
    app.use('/mcp', cors({ origin, allowMethods, exposeHeaders: exposedHeaders }))
  }
  // After CORS, so that a page can read why it was refused, and preflights are answered under any load.
  app.use(admissionGate(service, { refuses: isForCallers }))
  app.use(wellFormedQuery)
  const admit = callersGate(service.callers, service)
  app.use('/v1/*', admit)
  app.use('/mcp', admit)
  if (compresses) app.use(compression(service.compressNow))

  if (isForCallers) {
    for (const { name: tag, routes, directRoutes } of features) {
      for (const route of routes) registerAggregate(app, route, { tag, service })
      for (const route of directRoutes) registerDirect(app, route, { tag, service })
    }
    registerJobs(app, service)
    registerJobEvents(app, service)
    registerMcp(app, service)
  }
  if (isForOperator) {
    registerSources(app, service)
    registerCache(app, service, { isOpen })
    registerMetrics(app, service)
    registerStatus(app, service, { admit, navLinks })
  }
  registerHealth(app, service)
  registerProblems(app, { navLinks })
  registerDocs(app, { requiresKey: API_KEYS.length > 0, features, navLinks })
  registerPageAssets(app)
  if (isForCallers && home) registerHome(app, service, admit, home)
  if (isForCallers && !home) app.get('/', (c) => c.redirect('/docs'))
  if (isForCallers) registerJobPages(app, service, admit)

  const methods = methodsOf(app)
  app.notFound((c) => {
    const allowed = methods(c.req.path)
    const { path, method } = c.req
    const error =
      allowed.length > 0
        ? new AppError('method_not_allowed', `${path} supports ${allowed.join(', ')}, not ${method}`)
        : new AppError('not_found', `there is no route ${path}`)
    return answerProblem(c, error, allowed.length > 0 ? { allow: allowed.join(', ') } : {})
  })

  app.onError((thrown, c) => {
    const { requestId } = c.get('record')
    // The client disconnected: nothing reads this response.
    if (thrown instanceof ClientGone) return c.body(null, 499 as ContentfulStatusCode)
    const error = toAppError(thrown)
    if (error.code === 'internal') {
      service.emit({ type: 'bug', message: String(thrown), stack: thrown.stack, requestId })
    }
    return answerProblem(c, error)
  })
  return app
}
