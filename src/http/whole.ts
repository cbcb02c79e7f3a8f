// What every answer carries besides what its route says: set by middleware on whatever a route returns, or put into the
// answer when it is made. The latter is for answers that come by the thousand: to open the headers of a finished response
// again costs more than to make it.
import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import type { AppEnv, ForCaller } from './app-env.ts'

type Fields = Readonly<Record<string, string>>

/** The usual security headers. */
export const securityHeaders: Fields = {
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=15552000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
}

/** Of what is no page. A page brings its own policy. */
const nothingInside = { 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" }

/** The fields that change where an answer is for one caller. */
export function callerFields(
  { headers, isPrivate }: ForCaller,
  { vary, caching }: { vary: string | null | undefined; caching: string | null | undefined },
): Fields {
  if (!isPrivate) return headers
  return {
    ...headers,
    vary: vary ? `${vary}, Authorization` : 'Authorization',
    ...(caching && { 'cache-control': caching.replace('public', 'private') }),
  }
}

/** Makes an answer with all that it carries. */
export function wholeResponse(
  c: HonoContext<AppEnv>,
  status: number,
  headers: Fields,
  body: string | null,
): Response {
  const trace = c.get('trace')
  const { vary, 'cache-control': caching } = headers
  const response = new Response(body, {
    status,
    headers: {
      ...headers,
      ...securityHeaders,
      ...nothingInside,
      ...(trace.caller && callerFields(trace.caller, { vary, caching })),
      'x-request-id': c.get('requestId'),
    },
  })
  trace.whole = response
  return response
}

/** Whether the answer was made whole, and is still the one that was made. */
export const isWhole = (c: HonoContext<AppEnv>): boolean => c.get('trace').whole === c.res

/** Sets the security headers on what was not made whole. */
export const secured: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next()
  if (isWhole(c)) return
  const { headers } = c.res
  for (const name in securityHeaders) headers.set(name, securityHeaders[name] ?? '')
  for (const [name, value] of Object.entries(nothingInside)) if (!headers.has(name)) headers.set(name, value)
}
