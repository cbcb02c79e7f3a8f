// The span of a request, and the trace that a request belongs to: its own where requests are traced, else the caller's.
import type { Context as HonoContext } from 'hono'
import type { EventOf } from '../core/events.ts'
import { readTraceparent, type Span, type TraceHeaders, type Tracing } from '../core/tracing.ts'
import type { AppEnv } from './app-env.ts'

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])

/** Begins the span of a request, below that of its caller where the headers tell of one. */
export function startRequest(
  tracing: Tracing,
  { method, path, requestId }: { method: string; path: string; requestId: string },
  from: TraceHeaders,
): Span {
  // Whoever knows the id of a job can read it.
  const told = path.startsWith('/v1/jobs/') ? '/v1/jobs/-' : path
  const known = methods.has(method) ? method : '_OTHER'
  const what = { 'http.request.method': known, 'url.path': told, 'tributary.request_id': requestId }
  return tracing.start(known === '_OTHER' ? 'HTTP' : known, 'server', what, from)
}

/** Ends it, with what the log says of the request. */
export function endRequest(
  span: Span,
  { method, route, status, outcome, code, parts }: Omit<EventOf<'request'>, 'type'>,
): void {
  if (outcome !== 'refused') span.rename(`${methods.has(method) ? method : 'HTTP'} ${route}`)
  // Nobody has received the status of an answer to a caller who has gone.
  if (outcome !== 'gone') span.set({ 'http.response.status_code': status })
  span.set({ 'http.route': route, 'tributary.outcome': outcome, 'tributary.parts': parts.length })
  if (code !== null) span.set({ 'tributary.code': code })
  if (status >= 500) span.fail(code ?? String(status))
  span.end()
}

/** What the log says of the trace. */
export function traceOf(
  span: Span | undefined,
  traceparent: string | undefined,
): { traceId?: string; spanId?: string } {
  if (span) return { traceId: span.traceId, spanId: span.spanId }
  const parent = traceparent === undefined ? null : readTraceparent(traceparent)
  return parent ? { traceId: parent.traceId } : {}
}

/** What a problem says of the request that it answers. */
export function problemContext(c: HonoContext<AppEnv>): {
  path: string
  requestId: string
  traceId?: string
} {
  const { traceId } = traceOf(c.get('trace').span, c.req.header('traceparent'))
  return { path: c.req.path, requestId: c.get('requestId'), ...(traceId !== undefined && { traceId }) }
}
