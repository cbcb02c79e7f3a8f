import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { isAlwaysAdmitted } from './admission-gate.ts'
import type { AppEnv } from './app-env.ts'
import { finishHeaders } from './finish-headers.ts'
import { RequestRecord } from './request-record.ts'
import type { Service } from './service.ts'

/**
 * The outermost middleware: counts every request and reports it exactly once, even if the client disconnects or the platform
 * throws.
 */
export function requestLifecycle(service: Service): MiddlewareHandler<AppEnv> {
  const { runtime, lifecycle, emit, waitUntil, replays } = service
  const { elapsed } = runtime.clock
  const untraced = { elapsed, lifecycle, emit, tracing: undefined }
  const traced = { ...untraced, tracing: service.tracing }

  return async (c, next) => {
    const { path, method } = c.req
    // Every load balancer probes every few seconds.
    const record = new RequestRecord(isAlwaysAdmitted(path) ? untraced : traced, {
      method,
      path,
      givenId: c.req.header('x-request-id'),
      traceparent: c.req.header('traceparent'),
      tracestate: c.req.header('tracestate'),
    })
    c.set('record', record)
    const end = (): void =>
      // A handler that never asked for the client's signal did not wait for anything.
      record.end({
        route: routePath(c, -1),
        status: c.res.status,
        isGone: c.get('client')?.aborted === true,
      })
    try {
      await next()
      finishHeaders(c)
      // Hono answers HEAD like GET and drops the body, without notifying its producer.
      if (method === 'HEAD') await c.res.body?.cancel()
      if (record.replayable !== undefined) replays?.offer(c, record.replayable)
    } finally {
      // A platform that ends the request when the client disconnects must still let it be counted.
      if (record.over) waitUntil(record.over.then(end, end))
      else end()
    }
  }
}
