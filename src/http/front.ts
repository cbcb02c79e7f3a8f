// What happens to every request before and after its route: it is counted, named, admitted or refused, and reported.
import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { AppError } from '../core/errors.ts'
import type { Span, Tracing } from '../core/tracing.ts'
import { createAdmission, type Refusal } from './admission.ts'
import type { AppEnv } from './app-env.ts'
import { problemResponse } from './problem.ts'
import { requestIdOf } from './request-id.ts'
import { endRequest, problemContext, startRequest, traceOf } from './request-span.ts'
import type { Service } from './service.ts'
import { isWhole } from './whole.ts'

/** Health is asked by machines that must always get an answer; refusing them would make an overload an outage. */
const isAlwaysAdmitted = (path: string): boolean =>
  path === '/healthz' || path === '/readyz' || path === '/metrics'

/** Counts, names, admits and reports every request. Where it `refuses` nothing, an operator can look at an overload. */
export function front(service: Service, { refuses }: { refuses: boolean }): MiddlewareHandler<AppEnv> {
  const { config, runtime, lifecycle, emit, loopDelayMs, tracing } = service
  const { clock } = runtime
  const admission = createAdmission({ clock, most: config.MAX_IN_FLIGHT, loopDelayMs })

  const enter = (path: string): Refusal | null => {
    if (!lifecycle.isDraining) return admission.enter(path)
    const error = new AppError('draining', 'this instance is shutting down', { retryAfterMs: 1_000 })
    return { error, headers: {} }
  }

  return async (c, next) => {
    const startedAt = clock.elapsed()
    const requestId = requestIdOf(c.req.header('x-request-id'))
    const { path } = c.req
    c.set('requestId', requestId)
    // Probes come every few seconds from every balancer, and are no news.
    const span = tracing && !isAlwaysAdmitted(path) ? begin(tracing, c, requestId) : undefined
    c.set('trace', span ? { span } : {})
    lifecycle.enter()
    const isCounted = refuses && !isAlwaysAdmitted(path)
    const refused = isCounted ? enter(path) : null
    if (refused) {
      const { error, headers } = refused
      c.get('trace').code = error.code
      const security = { 'x-content-type-options': 'nosniff', 'x-request-id': requestId }
      c.res = problemResponse(error, { ...problemContext(c), headers: { ...headers, ...security } })
      report(c, true, clock.elapsed() - startedAt)
      return
    }
    const finish = (): void => {
      if (isCounted) admission.leave(path, c.get('trace').code)
      report(c, false, clock.elapsed() - startedAt)
    }
    await next()
    if (!isWhole(c)) c.res.headers.set('x-request-id', requestId)
    const { ended, repeatable } = c.get('trace')
    if (repeatable) service.keepReady?.(c, routePath(c, -1), repeatable)
    // Kept alive for it where the client has gone and the platform would end the request: it must be taken off the count.
    if (ended) service.waitUntil(ended.then(finish))
    else finish()
  }

  function report(c: HonoContext<AppEnv>, refused: boolean, tookMs: number): void {
    const { span, code = null, parts = [], client, whole, waited } = c.get('trace')
    // Nobody can have gone while nothing was waited for, and the signal costs to make.
    const isGone = !refused && !(whole && !waited) && c.req.raw.signal.aborted
    const outcome = refused ? 'refused' : isGone ? 'gone' : 'answered'
    lifecycle.leave(outcome)
    const { method } = c.req
    const [requestId, route] = [c.get('requestId'), refused ? '(refused)' : routePath(c, -1)]
    const who = client === undefined ? {} : { client }
    const { status } = c.res
    const trace = traceOf(span, c.req.header('traceparent'))
    const what = { requestId, method, route, status, tookMs, outcome, code, parts, ...who, ...trace } as const
    if (span) endRequest(span, what)
    emit({ type: 'request', ...what })
  }
}

function begin(tracing: Tracing, c: HonoContext<AppEnv>, requestId: string): Span {
  const { method, path } = c.req
  const span = startRequest(
    tracing,
    { method, path, requestId },
    { traceparent: c.req.header('traceparent'), tracestate: c.req.header('tracestate') },
  )
  return span
}
