// What happens to every request before and after its route: it is counted, named, admitted or refused, and reported.
import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { AppError } from '../core/errors.ts'
import type { AppEnv } from './app-env.ts'
import { problemResponse } from './problem.ts'
import type { Service } from './service.ts'

/** Health is asked by machines that must always get an answer; refusing them would make an overload an outage. */
const isAlwaysAdmitted = (path: string): boolean =>
  path === '/healthz' || path === '/readyz' || path === '/metrics'

/** At most 128 visible ASCII characters; anything else is replaced, so that it cannot forge a log line or a header. */
const isRequestId = (id: string | undefined): id is string =>
  id !== undefined && /^[\x21-\x7e]{1,128}$/.test(id)

/** Counts, names, admits and reports every request. */
export function front({ config, runtime, lifecycle, emit }: Service): MiddlewareHandler<AppEnv> {
  const { clock } = runtime
  let inFlight = 0

  const refusal = (path: string): AppError | null => {
    if (isAlwaysAdmitted(path)) return null
    if (lifecycle.isDraining)
      return new AppError('draining', 'this instance is shutting down', { retryAfterMs: 1_000 })
    if (inFlight < config.MAX_IN_FLIGHT) return null
    return new AppError('overloaded', `${inFlight} requests are in flight`, { retryAfterMs: 1_000 })
  }

  return async (c, next) => {
    const startedAt = clock.elapsed()
    const given = c.req.header('x-request-id')
    const requestId = isRequestId(given) ? given : crypto.randomUUID()
    const { path } = c.req
    c.set('requestId', requestId)
    c.set('trace', {})
    lifecycle.enter()
    const refused = refusal(path)
    if (refused) {
      c.get('trace').code = refused.code
      c.res = problemResponse(refused, { path, requestId })
      c.res.headers.set('x-request-id', requestId)
      report(c, true, clock.elapsed() - startedAt)
      return
    }
    inFlight++
    const finish = (): void => {
      inFlight--
      report(c, false, clock.elapsed() - startedAt)
    }
    await next()
    c.res.headers.set('x-request-id', requestId)
    const { ended } = c.get('trace')
    if (ended) void ended.then(finish)
    else finish()
  }

  function report(c: HonoContext<AppEnv>, refused: boolean, tookMs: number): void {
    const { code = null, parts = [] } = c.get('trace')
    const isGone = !refused && c.req.raw.signal.aborted
    const outcome = refused ? 'refused' : isGone ? 'gone' : 'answered'
    lifecycle.leave(outcome)
    const { method } = c.req
    const [requestId, route] = [c.get('requestId'), refused ? '(refused)' : routePath(c, -1)]
    emit({ type: 'request', requestId, method, route, status: c.res.status, tookMs, outcome, code, parts })
  }
}
