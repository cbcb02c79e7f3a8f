// The frame around every request: it is counted, named and, however it ends, reported exactly once. A client may disconnect at
// any moment, and a platform may throw anything.
import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { isAlwaysAdmitted } from './admission-gate.ts'
import type { AppEnv } from './app-env.ts'
import { finishHeaders } from './finish-headers.ts'
import { requestIdOf } from './request-id.ts'
import { endRequest, startRequest, traceOf } from './request-span.ts'
import type { Service } from './service.ts'

/** The status in the log where the client was gone before its answer was sent. */
const clientClosedRequest = 499

/** Counts, names and reports every request. */
export function requestLifecycle(service: Service): MiddlewareHandler<AppEnv> {
  const { runtime, lifecycle, emit, tracing, waitUntil, replays } = service
  const { clock } = runtime

  return async (c, next) => {
    const startedAt = clock.elapsed()
    const requestId = requestIdOf(c.req.header('x-request-id'))
    const { path, method } = c.req
    c.set('requestId', requestId)
    // Probes come every few seconds from every balancer, and are no news.
    const isTraced = tracing && !isAlwaysAdmitted(path)
    const span = isTraced && startRequest(tracing, { method, path, requestId }, received(c))
    c.set('trace', span ? { span } : {})
    lifecycle.enter()
    const end = (): void => {
      c.get('trace').leave?.()
      report(c, clock.elapsed() - startedAt)
    }
    try {
      await next()
      finishHeaders(c)
      // Hono answers HEAD as GET and drops the body without a word to whatever produces it.
      if (method === 'HEAD') await c.res.body?.cancel()
      const { replayable } = c.get('trace')
      if (replayable !== undefined) replays?.offer(c, replayable)
    } finally {
      const { ended } = c.get('trace')
      // Kept alive for it where the client has gone and the platform would end the request: it must be taken off the count.
      if (ended) waitUntil(ended.then(end, end))
      else end()
    }
  }

  function report(c: HonoContext<AppEnv>, tookMs: number): void {
    const { span, code = null, parts = [], client, isRefused, isGone: isCancelled } = c.get('trace')
    // Where nobody has asked for the signal, nothing was waited for.
    const isGone = isCancelled === true || c.get('client')?.aborted === true
    const outcome = isGone ? 'gone' : isRefused ? 'refused' : 'answered'
    lifecycle.leave(outcome)
    const what = {
      requestId: c.get('requestId'),
      method: c.req.method,
      route: isRefused ? '(refused)' : routePath(c, -1),
      status: isGone ? clientClosedRequest : c.res.status,
      tookMs,
      outcome,
      code: isGone ? null : code,
      parts,
      ...(client !== undefined && { client }),
      ...traceOf(span, c.req.header('traceparent')),
    } as const
    if (span) endRequest(span, what)
    emit({ type: 'request', ...what })
  }
}

const received = (c: HonoContext<AppEnv>) => ({
  traceparent: c.req.header('traceparent'),
  tracestate: c.req.header('tracestate'),
})
